import { randomInt } from 'node:crypto'
import { statSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import type { Call } from '../acts/index.ts'
import { incomingOf, packReceipts } from '../parcel.ts'
import type { Receipt } from '../port.ts'
import { type Reply, refusalOf } from '../thread.ts'
import { openConnection, Runner } from './connection.ts'
import { failureOf } from './failure.ts'
import { TAIL_MAX } from '../fold/settle.ts'
import { Folding, unpackFold } from './folding.ts'
import type { Request, Told, WorkerSettings } from './messages.ts'
import { migrate } from './migrate.ts'
import { Pieces } from './pieces.ts'
import { sqliteMigrations, sqliteStatements } from './statements.ts'
import { Writer } from './writer.ts'

// The thread that writes. The main thread never waits for a disk.

/** Arrivals of a transaction at the most: bounds how long one that comes now has to wait. */
const ARRIVALS_AT_ONCE = 5_000
/** After so long without arrivals the tail is settled, so that reading is fast when there is time. */
const QUIET_MS = 500
/** So few are folded sooner than another thread is asked to. */
const FEW = 4_096
/** No more is taken until what is being folded is stored: bounds the tail where folding is slower than arriving. */
const TAIL_WAITS = 3 * TAIL_MAX

const port = parentPort
if (port === null) throw new Error('the writer runs in a worker thread')
const settings = workerData as WorkerSettings

function openWriter(): Writer {
  const connection = openConnection({ file: settings.file, readOnly: false, wait_ms: 2_000 })
  const runner = new Runner(connection, sqliteStatements())
  migrate(runner, sqliteMigrations())
  const { ino } = statSync(settings.file)
  const isThere = () => statSync(settings.file, { throwIfNoEntry: false })?.ino === ino
  const writer = new Writer(runner, () => randomInt(1, 2 ** 47), {
    isThere,
    sealing: settings.sealing,
  })
  writer.renew((folded, of) => send({ folded, of }))
  return writer
}

const queue: Request[] = []
const pieces = new Pieces()
let scheduled = false
let quiet: NodeJS.Timeout | null = null

function send(answer: Reply | Told): void {
  port?.postMessage(answer)
}

function refuse(id: number, error: unknown): void {
  send(refusalOf(id, failureOf(error, 'write')))
}

/** Arrivals that stand next to each other in the queue share one transaction. */
function takeArrivals(first: Extract<Request, { kind: 'append' }>): (typeof first)[] {
  const group = [first]
  let size = first.parcel.hashes.length
  for (;;) {
    const next = queue[0]
    if (next?.kind !== 'append' || size + next.parcel.hashes.length > ARRIVALS_AT_ONCE) return group
    size += next.parcel.hashes.length
    group.push(next)
    queue.shift()
  }
}

function appendGroup(writer: Writer, group: readonly Extract<Request, { kind: 'append' }>[]): void {
  let receipts: readonly Receipt[]
  try {
    receipts = writer.append(group.flatMap(({ parcel }) => incomingOf(parcel)))
  } catch (error) {
    for (const { id } of group) refuse(id, error)
    return
  }
  let from = 0
  for (const { id, parcel } of group) {
    const to = from + parcel.hashes.length
    send({ id, ok: true, value: packReceipts(receipts.slice(from, to)) })
    from = to
  }
}

/** Null: it failed. */
function attempt<Result>(body: () => Result): Result | null {
  try {
    return body()
  } catch {
    // What was acknowledged is safe. The next transaction meets the same trouble and has someone to tell it to.
    return null
  }
}

function actAsked({ call, pieces: of }: Extract<Request, { kind: 'act' }>): Call {
  return of === undefined ? (call as Call) : pieces.whole(call as Call, of)
}

function obey(
  writer: Writer,
  request: Exclude<Request, { kind: 'append' } | { kind: 'close' }>,
): unknown {
  switch (request.kind) {
    case 'act':
      return writer.perform(actAsked(request))
    case 'piece':
      return pieces.keep(request.of, request.records)
    case 'settle':
      return writer.settle()
    case 'rebuild':
      return writer.rebuild()
    case 'erase':
      return writer.erase(request.member)
    case 'rename_client':
      return writer.renameClient(request.renaming, request.found)
    case 'purge':
      return writer.purge(request.before)
  }
}

/** What is being folded is stored before it is asked for, and before the tail gets longer still. */
function mustWait(writer: Writer, { kind }: Request, folding: Folding): boolean {
  if (!folding.isUnderWay) return false
  return kind === 'settle' || (kind === 'append' && writer.unsettled >= TAIL_WAITS)
}

function foldBeside(writer: Writer, folding: Folding): void {
  if (!folding.isUnderWay) folding.begin({ forget: writer.takeForgotten() })
}

function drain(writer: Writer, folding: Folding): void {
  scheduled = false
  for (let request = queue.shift(); request !== undefined; request = queue.shift()) {
    if (mustWait(writer, request, folding)) {
      queue.unshift(request)
      return
    }
    if (request.kind === 'close') {
      void close(writer, folding, request.id)
      return
    }
    if (request.kind === 'append') {
      appendGroup(writer, takeArrivals(request))
      if (writer.unsettled >= TAIL_MAX) foldBeside(writer, folding)
      continue
    }
    try {
      send({ id: request.id, ok: true, value: obey(writer, request) })
    } catch (error) {
      refuse(request.id, error)
    }
  }
  if (quiet !== null) clearTimeout(quiet)
  quiet = setTimeout(() => settleInQuiet(writer, folding), QUIET_MS)
  quiet.unref()
}

function settleInQuiet(writer: Writer, folding: Folding): void {
  if (writer.unsettled > FEW) foldBeside(writer, folding)
  else attempt(() => writer.settle())
}

async function close(writer: Writer, folding: Folding, id: number): Promise<void> {
  if (quiet !== null) clearTimeout(quiet)
  await folding.end()
  try {
    writer.close()
    send({ id, ok: true, value: undefined })
  } catch (error) {
    refuse(id, error)
  }
  port?.close()
}

function begin(): void {
  let writer: Writer
  try {
    writer = openWriter()
  } catch (error) {
    refuse(0, error)
    port?.close()
    return
  }
  const schedule = () => {
    if (scheduled) return
    scheduled = true
    setImmediate(() => drain(writer, folding))
  }
  const folding = new Folding(settings.file, {
    take: (piece) => attempt(() => writer.put(unpackFold(piece))) ?? false,
    ended: (how) => {
      // Should the other thread be of no use, this one folds itself.
      if (how === 'failed') attempt(() => writer.settle())
      if (writer.unsettled >= TAIL_MAX) foldBeside(writer, folding)
      attempt(() => writer.seal())
      schedule()
    },
  })
  port?.on('message', (request: Request) => {
    queue.push(request)
    schedule()
  })
  send({ id: 0, ok: true, value: { seed: writer.seed } })
}

begin()
