import { parseDuration } from '@alacrity/engine'
import type { PolicyDocument, ScheduledPolicy, StoredPolicy } from '@alacrity/sdk'

/** A value somewhere in a document; undefined where it is not given. */
export function valueAt(document: unknown, path: string): unknown {
  let value = document
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Readonly<Record<string, unknown>>)[part]
  }
  return value
}

/** The document with a value somewhere; undefined takes it away, and whatever is empty then. */
export function withValue<T>(document: T, path: string, value: unknown): T {
  const [head = '', ...rest] = path.split('.')
  const inner =
    rest.length === 0
      ? value
      : withValue((document as Record<string, unknown>)[head] ?? {}, rest.join('.'), value)
  if (Array.isArray(document)) {
    const place = Number(head)
    return (inner === undefined ? document.toSpliced(place, 1) : document.with(place, inner)) as T
  }
  const { [head]: _, ...others } = document as Record<string, unknown>
  const isEmpty = rest.length > 0 && isPlain(inner) && Object.keys(inner).length === 0
  if (inner === undefined || isEmpty) return others as T
  // A field keeps its place among the others.
  return (
    head in (document as object) ? { ...document, [head]: inner } : { ...others, [head]: inner }
  ) as T
}

const MARK = '\u0000 here'

/** Where a value of a document stands in its JSON as we write it; of an absent one, where what holds it stands. */
export function placeIn(
  json: string,
  path: string,
): { readonly from: number; readonly until: number } | null {
  try {
    const document: unknown = JSON.parse(json)
    const parts = path.split(/[.[\]]+/).filter((part) => part !== '')
    while (parts.length > 0 && valueAt(document, parts.join('.')) === undefined) parts.pop()
    if (parts.length === 0) return null
    const marked = JSON.stringify(withValue(document, parts.join('.'), MARK), null, 2)
    const from = marked.indexOf(JSON.stringify(MARK))
    const rest = marked.length - from - JSON.stringify(MARK).length
    return JSON.stringify(document, null, 2) === json ? { from, until: json.length - rest } : null
  } catch {
    return null
  }
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export type Length = { readonly count: number; readonly unit: string }

/** "24h" in its parts; null where it is no length of time. */
export function lengthOf(value: unknown): Length | null {
  const match = typeof value === 'string' ? /^(\d+)(ms|s|m|h|d)$/.exec(value) : null
  if (match === null || parseDuration(match[0]) === null) return null
  return { count: Number(match[1]), unit: match[2] ?? 'h' }
}

const split = (policy: string): readonly [string, number] => {
  const [line = '', version = '0'] = policy.split('/')
  return [line, Number(version)]
}

export const lineOf = (policy: string): string => split(policy)[0]

/** The next version of a line. */
export function nextVersion(line: string, stored: readonly StoredPolicy[]): string {
  const versions = stored.map(({ policy }) => split(policy)).filter(([name]) => name === line)
  return `${line}/${Math.max(0, ...versions.map(([, version]) => version)) + 1}`
}

/** Another document as the next version of a line. */
export function asDraft(
  document: PolicyDocument,
  line: string,
  stored: readonly StoredPolicy[],
): PolicyDocument {
  return { ...document, policy: nextVersion(line, stored) }
}

/** Whether two say the same, whatever they are called. */
export function saysTheSame(a: PolicyDocument, b: PolicyDocument): boolean {
  return JSON.stringify(bare(a)) === JSON.stringify(bare(b))
}

function bare(document: PolicyDocument): object {
  const { policy: _, ...rest } = document
  return Object.fromEntries(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Of a line's schedule: what is in force at an instant, and what comes after it, earliest first. */
export function scheduleAt(
  scheduled: readonly ScheduledPolicy[],
  { line, now }: { readonly line: string; readonly now: number },
): { readonly current: ScheduledPolicy | null; readonly coming: readonly ScheduledPolicy[] } {
  const own = scheduled
    .filter((each) => each.line === line)
    .toSorted((a, b) => a.from_at - b.from_at)
  return {
    current: own.findLast(({ from_at: from }) => from <= now) ?? null,
    coming: own.filter(({ from_at: from }) => from > now),
  }
}
