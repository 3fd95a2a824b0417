import { EVENT_FIELDS, parseInstant, TEXT_FIELDS } from '@alacrity/engine/reading'
import type { FileFault } from '../fault.ts'
import { NORMALISED, type NormalisedColumn } from './columns.ts'

/** What a table's columns say it is, or what is wrong with them. */
export type Header =
  | { readonly form: 'messages'; readonly columns: readonly NormalisedColumn[] }
  | { readonly form: 'events'; readonly columns: readonly string[] }
  | { readonly form: 'unknown'; readonly faults: readonly FileFault[] }

/** Every field that some type of event has. */
const FIELDS: ReadonlySet<string> = new Set(Object.values(EVENT_FIELDS).flat())
const NEEDED = ['type', 'id', 'at'] as const

/** Names that tables of messages give these columns. */
const OTHER_NAMES: Readonly<Record<NormalisedColumn, readonly string[]>> = {
  conversation_id: ['conversation', 'thread', 'thread_id', 'chat_id', 'ticket_id', 'question_id'],
  client_id: ['client', 'customer', 'customer_id', 'buyer_id', 'guest_id', 'user_id', 'asker_id'],
  member_id: ['member', 'seller_id', 'host_id', 'freelancer_id', 'provider_id', 'agent_id'],
  sender_role: ['role', 'sender', 'sender_type', 'from', 'author_role', 'direction'],
  sent_at: ['at', 'time', 'timestamp', 'created', 'created_at', 'date', 'sent', 'datetime'],
}

export function readHeader(cells: readonly string[]): Header {
  const names = cells.map((cell) => cell.trim())
  const faults: FileFault[] = []
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  if (repeated !== undefined) {
    faults.push({ field: repeated, problem: 'is there twice', remedy: 'name each column once' })
  }
  for (const name of names) {
    if (!TEXT_FIELDS.has(name.toLowerCase())) continue
    const remedy = 'leave the column out: only metadata is accepted'
    faults.push({ field: name, problem: 'holds message text, which is never accepted', remedy })
  }
  if (faults.length > 0) return { form: 'unknown', faults }
  const known = (list: readonly string[]) => list.filter((name) => names.includes(name)).length
  if (known(NEEDED) === 3) return eventHeader(names)
  if (known(NORMALISED) === 5) return messageHeader(names)
  return { form: 'unknown', faults: missing(names) }
}

function eventHeader(names: readonly string[]): Header {
  const faults = names
    .filter((name) => !FIELDS.has(name))
    .map((field) => ({
      field,
      problem: 'is not a field of any event',
      remedy: `leave the column out; known: ${[...FIELDS].join(', ')}`,
    }))
  return faults.length > 0 ? { form: 'unknown', faults } : { form: 'events', columns: names }
}

function messageHeader(names: readonly string[]): Header {
  const others = names.filter((name) => !(NORMALISED as readonly string[]).includes(name))
  if (others.length === 0) return { form: 'messages', columns: names as NormalisedColumn[] }
  const remedy = `leave it out, or give events with the columns ${NEEDED.join(', ')}, …`
  return {
    form: 'unknown',
    faults: others.map((field) => ({ field, problem: 'is not a column of messages', remedy })),
  }
}

function missing(names: readonly string[]): readonly FileFault[] {
  const spare = names.filter((name) => !(NORMALISED as readonly string[]).includes(name))
  const guesses = new Map(NORMALISED.map((name) => [name, guess(name, spare)]))
  const recognised = names.length - spare.length + [...guesses.values()].filter(Boolean).length
  // A row of data has an instant where a header has a name.
  const data = names.some((name) => /^-?\d+$/.test(name) || parseInstant(name) !== null)
  if (recognised === 0 || data) {
    const remedy = `begin the file with a line of column names: ${NORMALISED.join(',')}`
    return [{ field: 'header', problem: `is missing: found ${list(names)}`, remedy }]
  }
  return NORMALISED.filter((name) => !names.includes(name)).map((field) => {
    const meant = guesses.get(field) ?? null
    const remedy =
      meant === null ? `add a column named ${field}` : `rename ${JSON.stringify(meant)} to ${field}`
    return { field, problem: `is missing: found ${list(names)}`, remedy }
  })
}

function list(names: readonly string[]): string {
  const text = names.join(', ')
  return text.length > 120 ? `${text.slice(0, 117)}…` : text
}

/** The column that was probably meant, or null. */
function guess(wanted: NormalisedColumn, names: readonly string[]): string | null {
  const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]+/g, '_')
  const known = names.find((name) => OTHER_NAMES[wanted].includes(plain(name)))
  if (known !== undefined) return known
  const near = names
    .map((name) => ({ name, distance: editDistance(plain(name), wanted) }))
    .sort((a, b) => a.distance - b.distance)[0]
  return near !== undefined && near.distance <= Math.min(3, wanted.length / 3) ? near.name : null
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
