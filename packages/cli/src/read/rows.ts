import { readFile } from 'node:fs/promises'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import { type Fault, parseEvent, type ParsedEvent } from '@alacrity/engine'

/** The five columns of a table of messages. */
const COLUMNS = {
  conversation_id: 'conversation',
  client_id: 'client',
  member_id: 'member',
  sender_role: 'from',
  sent_at: 'at',
} as const

/** One row of a file: its line from 1, and the event it holds or its fault. */
export type Row = { readonly line: number; readonly parsed: ParsedEvent }

export type Rows = { readonly rows: Iterable<Row>; readonly faults: readonly Fault[] }

const failed = (field: string, problem: string, remedy: string): ParsedEvent => ({
  ok: false,
  fault: { field, problem, remedy },
})

/** A file's text, unpacked; `-` is standard input. */
export async function textIn(file: string): Promise<string> {
  const bytes = file === '-' ? await standardInput() : await readFile(file)
  const [first, second, third, fourth] = bytes
  if (first === 0x1f && second === 0x8b) return gunzipSync(bytes).toString('utf8')
  const isZstd = first === 0x28 && second === 0xb5 && third === 0x2f && fourth === 0xfd
  return (isZstd ? zstdDecompressSync(bytes) : bytes).toString('utf8')
}

async function standardInput(): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** The rows of a text: NDJSON of events where it begins with a brace, a table otherwise. */
export function rowsIn(text: string): Rows {
  const body = text.replace(/^\uFEFF/, '')
  return /^\s*\{/.test(body) ? { rows: eventsIn(body), faults: [] } : tableIn(body)
}

function* eventsIn(text: string): Generator<Row> {
  let line = 0
  for (const one of text.split('\n')) {
    line += 1
    if (one.trim() !== '') yield { line, parsed: eventOf(one) }
  }
}

function eventOf(text: string): ParsedEvent {
  let input: unknown
  try {
    input = JSON.parse(text)
  } catch {
    return failed('line', 'is not JSON', 'write one JSON object a line')
  }
  return parseEvent(input)
}

function tableIn(text: string): Rows {
  const cells = cellsIn(text)
  const header = cells.next()
  if (header.done === true) {
    return {
      rows: [],
      faults: [{ field: 'file', problem: 'is empty', remedy: 'give a file with events' }],
    }
  }
  const names = header.value.cells.map((name) => name.trim())
  if (names.includes('type')) return { rows: tableRows(cells, names, eventFields), faults: [] }
  const faults = Object.keys(COLUMNS).flatMap((field) =>
    names.includes(field)
      ? []
      : [
          {
            field,
            problem: `is missing: found ${names.join(', ').slice(0, 120)}`,
            remedy: `add a column named ${field}`,
          },
        ],
  )
  return { rows: faults.length > 0 ? [] : tableRows(cells, names, messageFields), faults }
}

type Cells = { readonly line: number; readonly cells: readonly string[] }
type Fields = Readonly<Record<string, string>>

function* tableRows(
  rows: Iterable<Cells>,
  names: readonly string[],
  fieldsOf: (fields: Fields, row: number) => unknown,
): Generator<Row> {
  let row = 0
  for (const { line, cells } of rows) {
    if (cells.length === 1 && cells[0] === '') continue
    row += 1
    const fields = Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']))
    const parsed =
      cells.length === names.length
        ? parseEvent(fieldsOf(fields, row))
        : failed(
            'row',
            `has ${cells.length} cells, not ${names.length}`,
            'give as many cells as columns',
          )
    yield { line, parsed: fieldsOf === messageFields ? inColumns(parsed) : parsed }
  }
}

/** The id of a message that has none is its row, from 1 after the header, and so is its place. */
function messageFields(fields: Fields, row: number): unknown {
  const event: Record<string, unknown> = { type: 'message', id: String(row), seq: row }
  for (const [column, field] of Object.entries(COLUMNS)) event[field] = fields[column]
  if (fields['client_id'] === '' && fields['sender_role'] === 'member') delete event['client']
  event['at'] = valueOf('at', fields['sent_at'] ?? '')
  return event
}

/** A fault names the column that the row has, not the event's field. */
function inColumns(parsed: ParsedEvent): ParsedEvent {
  if (parsed.ok) return parsed
  const { fault } = parsed
  const column = Object.entries(COLUMNS).find(([, field]) => field === fault.field)?.[0]
  return { ok: false, fault: { ...fault, field: column ?? fault.field } }
}

/** An empty cell is an absent field. */
function eventFields(fields: Fields): unknown {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, text]) =>
      text === '' ? [] : [[name, valueOf(name, text)] as const],
    ),
  )
}

const INSTANTS = new Set(['at', 'from', 'until', 'valid_from', 'seq'])

function valueOf(name: string, text: string): unknown {
  if (INSTANTS.has(name) && /^-?\d{1,15}$/.test(text)) return Number(text)
  if (name === 'automated' || name === 'excused') {
    return text === 'true' ? true : text === 'false' ? false : text
  }
  if (name !== 'weekly') return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** The cells of a table, quotes and all (RFC 4180), with the line each row begins on. */
function* cellsIn(text: string): Generator<Cells> {
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y
  let line = 1
  let begins = 1
  let cells: string[] = []
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text)
    if (match === null) break
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
    line += match[0].split('\n').length - 1
    if (match[3] === ',' && cell.lastIndex < text.length) continue
    yield { line: begins, cells: match[3] === ',' ? [...cells, ''] : cells }
    begins = line
    cells = []
  }
}
