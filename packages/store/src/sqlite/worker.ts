import { randomInt } from 'node:crypto'
import { statSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import type { Call } from '../acts/index.ts'
import type { Incoming } from '../append.ts'
import { StoreError } from '../error.ts'
import type { Receipt } from '../port.ts'
import { openConnection, Runner } from './connection.ts'
import { failureOf } from './failure.ts'
import type { Answer, Request, WorkerSettings } from './messages.ts'
import { migrate } from './migrate.ts'
import { sqliteMigrations, sqliteStatements } from './statements.ts'
import { Writer } from './writer.ts'

// The thread that writes. The main thread never waits for a disk.

/** Arrivals of a transaction at the most: bounds how long one that comes now has to wait. */
const ARRIVALS_AT_ONCE = 5_000
/** After so long without arrivals the tail is settled, so that reading is fast when there is time. */
const QUIET_MS = 500

const port = parentPort
if (port === null) throw new Error('the writer runs in a worker thread')
const settings = workerData as WorkerSettings

function openWriter(): Writer {
  const connection = openConnection({ file: settings.file, readOnly: false, wait_ms: 2_000 })
  const runner = new Runner(connection, sqliteStatements())
  migrate(runner, sqliteMigrations())
  const { ino } = statSync(settings.file)
  const isThere = () => statSync(settings.file, { throwIfNoEntry: false })?.ino === ino
  return new Writer(runner, () => randomInt(1, 2 ** 47), isThere)
}

const queue: Request[] = []
let scheduled = false
let quiet: NodeJS.Timeout | null = null

function send(answer: Answer): void {
  port?.postMessage(answer)
}

function refuse(id: number, error: unknown): void {
  const failure = failureOf(error, 'write')
  const code = failure instanceof StoreError ? failure.code : null
  send({ id, ok: false, code, message: failure.message, stack: failure.stack ?? '' })
}

/** Arrivals that stand next to each other in the queue share one transaction. */
function takeArrivals(first: Extract<Request, { kind: 'append' }>): (typeof first)[] {
  const group = [first]
  let size = first.bodies.length
  for (;;) {
    const next = queue[0]
    if (next?.kind !== 'append' || size + next.bodies.length > ARRIVALS_AT_ONCE) return group
    size += next.bodies.length
    group.push(next)
    queue.shift()
  }
}

function incomingOf(request: Extract<Request, { kind: 'append' }>): Incoming[] {
  const { members, hashes, bodies, received, late } = request
  return bodies.map((body, place) => ({
    body,
    member: members[place] ?? '',
    hash: hashes[place] ?? 0,
    received_at: received[place] ?? 0,
    late: late[place] === 1,
  }))
}

function appendGroup(writer: Writer, group: readonly Extract<Request, { kind: 'append' }>[]): void {
  let receipts: readonly Receipt[]
  try {
    receipts = writer.append(group.flatMap(incomingOf))
  } catch (error) {
    for (const { id } of group) refuse(id, error)
    return
  }
  let from = 0
  for (const { id, bodies } of group) {
    send({ id, ok: true, value: receipts.slice(from, from + bodies.length) })
    from += bodies.length
  }
  // What was acknowledged is safe: if this fails the tail stays, and the next writing says why.
  if (writer.isOverdue) attempt(() => writer.settle())
}

function attempt(body: () => void): void {
  try {
    body()
  } catch {
    // The next transaction meets the same trouble and has someone to tell it to.
  }
}

function obey(writer: Writer, request: Exclude<Request, { kind: 'append' }>): unknown {
  switch (request.kind) {
    case 'act':
      return writer.perform(request.call as Call)
    case 'settle':
      return writer.settle()
    case 'rebuild':
      return writer.rebuild()
    case 'erase':
      return writer.erase(request.member)
    case 'purge':
      return writer.purge(request.before)
    case 'close':
      return writer.close()
  }
}

function drain(writer: Writer): void {
  scheduled = false
  for (let request = queue.shift(); request !== undefined; request = queue.shift()) {
    if (request.kind === 'append') {
      appendGroup(writer, takeArrivals(request))
      continue
    }
    try {
      send({ id: request.id, ok: true, value: obey(writer, request) })
    } catch (error) {
      refuse(request.id, error)
    }
    if (request.kind === 'close') {
      if (quiet !== null) clearTimeout(quiet)
      port?.close()
      return
    }
  }
  if (quiet !== null) clearTimeout(quiet)
  quiet = setTimeout(() => attempt(() => writer.settle()), QUIET_MS)
  quiet.unref()
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
  port?.on('message', (request: Request) => {
    queue.push(request)
    if (scheduled) return
    scheduled = true
    setImmediate(() => drain(writer))
  })
  send({ id: 0, ok: true, value: { seed: writer.seed } })
}

begin()
