import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { type AuditActs, FIRST_LINK } from './acts/audit.ts'
import { actOf, bind, type Call } from './acts/index.ts'
import { batchAfter, pageAfter, Shared } from './fold/batch.ts'
import { findClient, type Found, type Renaming } from './fold/forget.ts'
import { sharedEvents } from './fold/read.ts'
import { parcelOf, receiptsOf } from './parcel.ts'
import type {
  BatchMember,
  Labels,
  Log,
  Parcel,
  Policies,
  Reading,
  Receipts,
  Share,
  Store,
  Traits,
  Turns,
} from './port.ts'
import type { Contests, Members, Notices } from './port-people.ts'
import type { Audit, Keys, Outbox } from './port-service.ts'
import { all, one, type Row, type Steps, type Value } from './steps.ts'

/** What is different from database to database; `storeOf` makes the port of it. */
export type Backend = {
  readonly traits: Traits
  /** Before every member in the order of the projection, and after nobody. */
  readonly start: Value
  /** By which names are hashed. */
  readonly seed: number
  /** Runs steps that only read, at one instant of the database. */
  read<Result>(what: string, steps: () => Steps<Result>): Promise<Result>
  /** Runs an act that writes, in a transaction of its own that is on disk when this resolves. */
  write(call: Call): Promise<unknown>
  append(parcel: Parcel): Promise<Receipts>
  settle(): Promise<void>
  rebuild(): Promise<void>
  erase(member: string): Promise<number>
  renameClient(renaming: Renaming, found: Found): Promise<number>
  purge(before: number): Promise<number>
  /** What the database's own check finds. */
  check(): Promise<readonly string[]>
  backup(target: string): Promise<void>
  size(): Promise<number>
  /** See `Turns.shares`. */
  shares(count: number): Promise<readonly Share[]>
  close(): Promise<void>
}

/** What of a database an epoch needs: see `Reading`. */
export type ReadingBackend = Pick<Backend, 'start' | 'read' | 'close'>

/** The reading part of the port over one database. */
export function readingOf(backend: ReadingBackend): Reading {
  const perform = async (call: Call): Promise<unknown> =>
    await backend.read(nameOf(call), () => actOf(call).steps(...call.parameters))
  return {
    turns: {
      ...bind<Pick<Turns, 'kept' | 'history'>>('turns', perform),
      batches: (size, share) => batches(backend, size, share),
    },
    labels: bind<Labels>('labels', perform),
    close: () => backend.close(),
  }
}

/** The whole port over one database. */
export function storeOf(backend: Backend): Store {
  const perform = async (call: Call): Promise<unknown> => {
    const act = actOf(call)
    if (act.writes) return await backend.write(call)
    return await backend.read(nameOf(call), () => act.steps(...call.parameters))
  }
  const log: Log = {
    ...bind<Omit<Log, 'append' | 'appendParcel' | 'seed'>>('log', perform),
    seed: backend.seed,
    appendParcel: (parcel) => backend.append(parcel),
    append: async (arrivals) => {
      if (arrivals.length === 0) return []
      return receiptsOf(await backend.append(parcelOf(arrivals, backend.seed)))
    },
  }
  const audit = auditOf(bind<AuditActs>('audit', perform))
  return {
    traits: backend.traits,
    log,
    turns: { ...bind<Pick<Turns, 'of' | 'kept' | 'history'>>('turns', perform), ...bulk(backend) },
    policies: bind<Policies>('policies', perform),
    labels: bind<Labels>('labels', perform),
    members: {
      ...bind<Omit<Members, 'erase' | 'eraseClient'>>('members', perform),
      erase: (member) => backend.erase(member),
      eraseClient: (client, pseudonym) => eraseClient(backend, { client, pseudonym }),
    },
    contests: bind<Contests>('contests', perform),
    notices: bind<Notices>('notices', perform),
    audit,
    keys: bind<Keys>('keys', perform),
    outbox: bind<Outbox>('outbox', perform),
    upkeep: {
      migrations: async () =>
        (await plain(backend, 'migration_all')).map(({ number }) => Number(number)),
      schema: async () =>
        `${(await plain(backend, 'schema')).map(({ sql }) => String(sql)).join(';\n\n')};\n`,
      check: async () => [...(await backend.check()), ...(await ownFaults(log, audit))],
      backup: (target) => backend.backup(target),
      settle: () => backend.settle(),
      purge: (before) => backend.purge(before),
      size: () => backend.size(),
    },
    close: () => backend.close(),
  }
}

export function nameOf({ capability, method }: Call): string {
  return `${capability}.${method}`
}

async function plain(backend: Backend, statement: string): Promise<readonly Row[]> {
  return await backend.read(statement, () => all<Row>(statement))
}

function auditOf({ verifySome, ...rest }: AuditActs): Audit {
  const verify = async (): Promise<number | null> => {
    for (let after = FIRST_LINK; ; ) {
      const { last, holds, isEnd } = await verifySome(after)
      if (!holds) return last.no + 1
      if (isEnd) return null
      after = last
      // A log of years is long, and whoever reads it answers requests too.
      await setImmediate()
    }
  }
  return { ...rest, verify }
}

/** What must hold at every instant, and the chain of the audit log. */
async function ownFaults(log: Log, audit: Audit): Promise<readonly string[]> {
  const faults: string[] = []
  const { received, accepted, duplicate, conflict } = await log.counts()
  if (received !== accepted + duplicate + conflict) {
    faults.push(`counts: ${received} received, ${accepted} + ${duplicate} + ${conflict} told apart`)
  }
  const broken = await audit.verify()
  if (broken !== null) faults.push(`audit: entry ${broken} does not follow from the one before`)
  return faults
}

function bulk(backend: Backend): Pick<Turns, 'batches' | 'shares' | 'rebuild' | 'digest'> {
  return {
    batches: (size, share) => settledBatches(backend, size, share),
    shares: (count) => backend.shares(count),
    rebuild: () => backend.rebuild(),
    digest: () => digest(backend),
  }
}

/** Events looked through at a time: whoever asks meanwhile is answered in between. */
const EVENTS_AT_ONCE = 20_000

async function eraseClient(backend: Backend, renaming: Renaming): Promise<number> {
  const mark = await backend.read('erase client', () =>
    one<{ value: number }>('mark_get', 'position'),
  )
  const until = mark?.value ?? 0
  const places: Found['places'][number][] = []
  for (let after = 0; after < until; after += EVENTS_AT_ONCE) {
    const piece = { after, until: Math.min(until, after + EVENTS_AT_ONCE) }
    places.push(...(await backend.read('erase client', () => findClient(renaming.client, piece))))
    await setImmediate()
  }
  return await backend.renameClient(renaming, { places, until })
}

async function* settledBatches(
  backend: Backend,
  size: number,
  share: Share | undefined,
): AsyncIterable<readonly BatchMember[]> {
  await backend.settle()
  yield* batches(backend, size, share)
}

async function* batches(
  backend: ReadingBackend,
  size: number,
  { after = backend.start, until = null }: Partial<Share> = {},
): AsyncIterable<readonly BatchMember[]> {
  const shared = new Shared(await backend.read('batches', sharedEvents))
  for (let last = after; ; ) {
    const from = last
    const place = await backend.read('batches', () => batchAfter({ after: from, until }, shared))
    if (place.after === null) return
    last = place.after
    // An epoch is long, and whoever asks meanwhile is answered between two pages.
    await setImmediate()
    for (let first = 0; first < place.batch.length; first += size) {
      yield place.batch.slice(first, first + size)
    }
  }
}

async function digest(backend: Backend): Promise<string> {
  await backend.settle()
  const hash = createHash('sha256')
  for (let after = backend.start; ; ) {
    const from = after
    const rows = await backend.read('digest', () => pageAfter(from))
    const last = rows.at(-1)
    if (last === undefined) return hash.digest('hex')
    after = last.member
    for (const { member_name, name, seqs, turns } of rows) {
      hash.update(`${member_name}\u0000${name}\u0000`).update(seqs).update(turns)
    }
  }
}
