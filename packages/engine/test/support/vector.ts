/** The golden vectors of spec/vectors as their README describes them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseInstant, PRESETS } from '../../src/index.ts'
import type { WireEvent } from './run.ts'

type Row = Readonly<Record<string, unknown>>
export type Vector = {
  readonly file: string
  readonly title: string
  readonly origin: { readonly example: string; readonly platform?: string; readonly url?: string }
  readonly rules: readonly string[]
  readonly policy: string | Row
  readonly as_of: string
  readonly from?: string
  readonly events?: readonly WireEvent[]
  readonly turns_in?: readonly Row[]
  readonly expect: {
    readonly score?: readonly Row[]
    readonly turns?: readonly Row[]
    readonly labels?: readonly Row[]
  }
}

const FOLDER = join(import.meta.dirname, '../../../../spec/vectors')

export function vectors(): readonly Vector[] {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'))
  return files.map((file) => {
    const body = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Omit<Vector, 'file'>
    return { ...body, file: file.replace(/\.json$/, '') }
  })
}

/** Where a vector comes from, for its title. */
export function originOf({ origin }: Vector): string {
  return [origin.platform, origin.example, origin.url]
    .filter((part) => part !== undefined)
    .join(', ')
}

export function documentOf({ policy, file }: Vector): unknown {
  if (typeof policy !== 'string') return policy
  const preset = PRESETS.find((candidate) => candidate.policy === policy)
  if (preset === undefined) throw new Error(`${file}: no preset ${policy}`)
  return preset
}

/** The events, or the two messages that each row of `turns_in` stands for. */
export function eventsOf({ events, turns_in }: Vector): readonly WireEvent[] {
  if (events !== undefined) return events
  return (turns_in ?? []).flatMap((row, index) => {
    const { opened_at, replied_at, client, ...rest } = row
    const { member, conversation } = rest
    const n = index + 1
    const opener = { id: `${n}q`, type: 'message', from: 'client', client, ...rest, at: opened_at }
    if (replied_at === null) return [opener]
    const reply = { id: `${n}a`, type: 'message', from: 'member', member, conversation }
    return [opener, { ...reply, at: replied_at }]
  })
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b)
}

/** The fields of `actual` that `expected` gives, all the way down; fractions reduced, instants read. */
export function comparable(expected: unknown, actual: unknown): unknown {
  if (typeof expected === 'string' && typeof actual === 'string') {
    return parseInstant(actual) ?? actual
  }
  if (Array.isArray(expected) && Array.isArray(actual)) {
    return actual.map((item, index) => comparable(expected[index] ?? item, item))
  }
  if (typeof expected !== 'object' || expected === null) return actual
  if (typeof actual !== 'object' || actual === null) return actual
  const given = actual as Row
  const picked = Object.fromEntries(
    Object.entries(expected).map(([field, value]) => [field, comparable(value, given[field])]),
  )
  const { numerator, denominator } = picked
  if (typeof numerator !== 'number' || typeof denominator !== 'number') return picked
  const common = divisor(numerator, denominator)
  return { ...picked, numerator: numerator / common, denominator: denominator / common }
}
