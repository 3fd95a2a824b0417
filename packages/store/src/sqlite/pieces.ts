import { setImmediate } from 'node:timers/promises'
import type { Call } from '../acts/index.ts'
import type { LabelRecord, PublishInput } from '../port.ts'
import type { WriterThread } from './thread.ts'

/** What is sent to a thread is copied by the one that sends, which answers nobody meanwhile: so many, some ms. */
const RECORDS_AT_ONCE = 1_000

let last = 0

/**
 * Hands an act over to the thread that writes. An epoch's records go before it in pieces, and others are
 * answered in between; the thread keeps the pieces in its memory, and publishes them all in one transaction or,
 * should it end before, none.
 */
export async function handOver(thread: WriterThread, call: Call): Promise<unknown> {
  const input = publishedBy(call)
  if (input === null || input.records.length <= RECORDS_AT_ONCE) {
    return await thread.ask({ kind: 'act', call })
  }
  last += 1
  const of = last
  const { records } = input
  for (let at = 0; at < records.length; at += RECORDS_AT_ONCE) {
    await thread.ask({ kind: 'piece', of, records: records.slice(at, at + RECORDS_AT_ONCE) })
    await setImmediate()
  }
  const rest: Call = { ...call, parameters: [{ ...input, records: [] }] }
  return await thread.ask({ kind: 'act', call: rest, pieces: of })
}

function publishedBy({ capability, method, parameters }: Call): PublishInput | null {
  const isPublishing = capability === 'labels' && method === 'publish'
  return isPublishing ? ((parameters[0] ?? null) as PublishInput | null) : null
}

/** What came before its act, in the thread that writes. */
export class Pieces {
  readonly #records = new Map<number, LabelRecord[]>()

  keep(of: number, records: readonly LabelRecord[]): void {
    const known = this.#records.get(of)
    if (known === undefined) this.#records.set(of, [...records])
    else for (const record of records) known.push(record)
  }

  /** The act with all its records, which are no longer kept. */
  whole(call: Call, of: number): Call {
    const records = this.#records.get(of) ?? []
    this.#records.delete(of)
    const input = publishedBy(call)
    return input === null ? call : { ...call, parameters: [{ ...input, records }] }
  }
}
