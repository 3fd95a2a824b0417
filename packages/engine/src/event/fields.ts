import { byteLength } from '../base/bytes.ts'
import { isInstant, type Ms, parseInstant } from '../base/instant.ts'

/** Why an input is refused: which field, what is wrong, and what to do about it. */
export type Fault = { readonly field: string; readonly problem: string; readonly remedy: string }

export type Fields = Readonly<Record<string, unknown>>

/** Collects the first fault of one record while its fields are read; later reads stay harmless. */
export class FieldReader {
  readonly #fields: Fields
  fault: Fault | null = null

  constructor(fields: Fields) {
    this.#fields = fields
  }

  refuse(field: string, problem: string, remedy: string): void {
    this.fault ??= { field, problem, remedy }
  }

  has(field: string): boolean {
    const value = this.#fields[field]
    return value !== undefined && value !== null
  }

  /** An id: 1 to 256 bytes of UTF-8 without control characters [EV6]. */
  id(field: string): string {
    const value = this.#fields[field]
    if (value === undefined || value === null) {
      this.refuse(field, 'is missing', `give "${field}" as text of 1 to 256 bytes`)
      return ''
    }
    const problem = typeof value === 'string' ? idProblem(value) : 'is not text'
    if (problem !== null) {
      this.refuse(field, problem, 'use text of 1 to 256 bytes without control characters')
      return ''
    }
    return value as string
  }

  optionalId(field: string): string | null {
    return this.has(field) ? this.id(field) : null
  }

  /** An instant: integer milliseconds, or RFC 3339 text with an offset [EV6]. */
  instant(field: string): Ms {
    const value = this.#fields[field]
    const at = typeof value === 'string' ? parseInstant(value) : value
    if (isInstant(at)) return at
    const shown =
      value === undefined || value === null ? 'is missing' : `is not an instant: ${show(value)}`
    this.refuse(
      field,
      shown,
      'use RFC 3339 text with an offset (2024-04-30T12:00:00Z) or integer milliseconds since 1970',
    )
    return 0
  }

  /** One word of a closed list; `fallback` stands for an absent field, null makes it required. */
  word<Word extends string>(field: string, words: readonly Word[], fallback: Word | null): Word {
    const value = this.#fields[field]
    if ((value === undefined || value === null) && fallback !== null) return fallback
    if (typeof value === 'string' && (words as readonly string[]).includes(value)) {
      return value as Word
    }
    const absent = value === undefined || value === null
    this.refuse(
      field,
      absent ? 'is missing' : `is not known: ${show(value)}`,
      `use one of ${words.join(', ')}`,
    )
    return words[0] as Word
  }

  flag(field: string, fallback: boolean | null): boolean {
    const value = this.#fields[field]
    if (typeof value === 'boolean') return value
    if ((value === undefined || value === null) && fallback !== null) return fallback
    const absent = value === undefined || value === null
    this.refuse(
      field,
      absent ? 'is missing' : `is not a boolean: ${show(value)}`,
      'use true or false',
    )
    return false
  }

  value(field: string): unknown {
    return this.#fields[field]
  }
}

/** What is wrong with an id, or null where nothing is [EV6]. */
export function idProblem(text: string): string | null {
  if (text === '') return 'is empty'
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i)
    if (unit < 0x20 || (unit >= 0x7f && unit <= 0x9f)) {
      return `has a control character (U+${unit.toString(16).padStart(4, '0').toUpperCase()})`
    }
  }
  // Half a surrogate pair has no UTF-8 form: two such ids would be written as one.
  if (!text.isWellFormed()) return 'is not valid Unicode'
  const bytes = text.length * 3 <= 256 ? 0 : byteLength(text)
  return bytes > 256 ? `is ${bytes} bytes long` : null
}

/** A value as an error message can show it: short, on one line. */
export function show(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(JSON.stringify(value))
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
