import type { Call } from '../command/command.ts'
import { textOf } from '../read/values.ts'
import { type Destination, destinationOf } from './destination.ts'

type Lines = AsyncIterable<string> | Iterable<string>

/** Runs a command's writing; a file given with --out appears only if all of it succeeds. */
export async function answer(
  call: Call,
  work: (write: Destination['write']) => Promise<void>,
): Promise<void> {
  await intoFile(textOf(call.given, 'out'), work)
}

export async function intoFile(
  file: string | null,
  work: (write: Destination['write']) => Promise<void>,
): Promise<void> {
  const destination = destinationOf(file)
  try {
    await work(destination.write)
    await destination.finish()
  } catch (error) {
    destination.abandon()
    throw error
  }
}

/** Rows of JSON as lines, or as one array with a row a line. */
export async function writeJson(
  write: Destination['write'],
  rows: Lines,
  format: 'json' | 'ndjson',
): Promise<void> {
  let first = true
  for await (const row of rows) {
    const before = format === 'ndjson' ? '' : first ? '[\n' : ',\n'
    await write(format === 'ndjson' ? `${row}\n` : `${before}${row}`)
    first = false
  }
  if (format === 'json') await write(first ? '[]\n' : '\n]\n')
}

export async function writeLines(write: Destination['write'], lines: Lines): Promise<void> {
  for await (const line of lines) await write(`${line}\n`)
}
