import { parseDuration, type Ms } from '../base/instant.ts'
import { type Fault, show } from '../event/fields.ts'

/** Thrown inside the reader only; parsePolicy returns it as a fault. */
export class PolicyFault extends Error {
  readonly fault: Fault

  constructor(fault: Fault) {
    super(`${fault.field} ${fault.problem}; ${fault.remedy}`)
    this.fault = fault
  }
}

export function refuse(field: string, problem: string, remedy: string): never {
  throw new PolicyFault({ field, problem, remedy })
}

/** Reads one object of a policy document; a field nobody asked for is an error. */
export class Section {
  readonly path: string
  readonly #fields: Readonly<Record<string, unknown>>
  readonly #known: readonly string[]

  constructor(value: unknown, path: string, known: readonly string[]) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      refuse(path || 'policy', `is not an object: ${show(value)}`, 'give a JSON object')
    }
    this.path = path
    this.#fields = value as Record<string, unknown>
    this.#known = known
    for (const name of Object.keys(value)) {
      if (!known.includes(name)) {
        refuse(this.at(name), 'is not a known field', `remove it; known here: ${known.join(', ')}`)
      }
    }
  }

  at(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`
  }

  /** The value of a field that this section may have; undefined where it is absent. */
  get(name: string): unknown {
    if (!this.#known.includes(name)) throw new Error(`${this.at(name)} is not declared`)
    return this.#fields[name]
  }

  section(name: string, known: readonly string[]): Section {
    return new Section(this.get(name) ?? {}, this.at(name), known)
  }

  text(name: string, fallback: string): string {
    const value = this.get(name) ?? fallback
    if (typeof value !== 'string') refuse(this.at(name), `is not text: ${show(value)}`, 'give text')
    return value
  }

  word<Word extends string>(name: string, words: readonly Word[], fallback: Word | null): Word {
    const value = this.get(name) ?? fallback
    if (typeof value === 'string' && (words as readonly string[]).includes(value)) {
      return value as Word
    }
    return refuse(this.at(name), problemOf(value), `use one of ${words.join(', ')}`)
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.get(name) ?? fallback
    if (typeof value !== 'boolean') {
      refuse(this.at(name), `is not a boolean: ${show(value)}`, 'use true or false')
    }
    return value
  }

  /** An integer of at least `least`; `fallback` stands for absent and null. */
  integer<Fallback extends number | null>(
    name: string,
    least: number,
    fallback: Fallback,
  ): number | Fallback {
    const value = this.get(name)
    if (value === undefined || value === null) return fallback
    if (!Number.isSafeInteger(value) || (value as number) < least) {
      refuse(this.at(name), `is ${show(value)}`, `use an integer of at least ${least}`)
    }
    return value as number
  }

  /** A number above 0, or `fallback` where absent or null. */
  positive<Fallback extends number | null>(name: string, fallback: Fallback): number | Fallback {
    const value = this.get(name)
    if (value === undefined || value === null) return fallback
    if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) {
      refuse(this.at(name), `is ${show(value)}`, 'use a number above 0')
    }
    return value
  }

  duration<Fallback extends Ms | null>(name: string, fallback: Fallback): Ms | Fallback {
    const value = this.get(name)
    return value === undefined || value === null ? fallback : durationOf(value, this.at(name))
  }

  list(name: string, fallback: readonly unknown[] | null): readonly unknown[] {
    const value = this.get(name) ?? fallback
    if (!Array.isArray(value)) refuse(this.at(name), problemOf(value), 'give a list')
    return value as readonly unknown[]
  }
}

function problemOf(value: unknown): string {
  return value === undefined || value === null ? 'is missing' : `is ${show(value)}`
}

/** A duration of at least 0: an integer and a unit. */
export function durationOf(value: unknown, field: string): Ms {
  const length = typeof value === 'string' ? parseDuration(value) : null
  return length ?? refuse(field, problemOf(value), 'use an integer and a unit: ms, s, m, h or d')
}

/** A percentage from 0 to 100 with at most two decimals, in hundredths of a percent. */
export function hundredthsOf(value: unknown, field: string): number {
  const hundredths = typeof value === 'number' ? Math.round(value * 100) : Number.NaN
  if (!(hundredths >= 0 && hundredths <= 10_000) || hundredths / 100 !== value) {
    refuse(field, problemOf(value), 'use a percentage from 0 to 100 with at most two decimals')
  }
  return hundredths
}
