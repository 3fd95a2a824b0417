import { eventOf } from '../fold/event-text.ts'
import { TAIL_MAX } from '../fold/settle.ts'
import { nameHash } from '../hash.ts'
import { all, each, one, type Steps } from '../steps.ts'
import { AT_ONCE, filterOf, type Sealed, type SealedRun } from './name-filter.ts'
import { aligned, bytesOf, NameIndex, numbersOf, type Run } from './names.ts'

/** Below a hash of 53 bits. */
const HASHES = 2 ** 53
/** Names of a page: 8 bytes each, so that hardly one in a thousand needs more than a page of the database. */
const PAGE = 900
/** Pages of a run have their numbers next to each other. */
const PAGES_MAX = 2 ** 20

export type Sealing = {
  /** So many names are sealed at once, or somewhat more. */
  readonly least: number
  /** Of a run's filter: a power of two. */
  readonly places: number
}

/**
 * Of 0.4 to 0.6 million names in 1 MiB each, one new name in 4,000 looks as if it were among them. Larger runs are
 * written longer at once; smaller ones are more, each with its own wrong suspicions.
 */
export const SEALING: Sealing = { least: 3 * 2 ** 17, places: 2 ** 23 }

/** Runs of a version that sealed none may be long; so many times the least are more than one. */
const LARGE = 5 / 3

type RunRow = { readonly hashes: Uint8Array; readonly seqs: Uint8Array }
type SealedRow = { run: number; first_seq: number; last_seq: number; pages: number }

/** Keeps the names after a place of the index in the database, in order of arrival. */
export function* keepNames(names: NameIndex, place: number): Steps<void> {
  const { hashes, seqs } = names.since(place)
  if (hashes.length > 0) yield* all('name_run_add', hashes, seqs)
}

/**
 * Takes the oldest names out of the runs in order of arrival, if there are enough, and writes them where one is
 * found by its hash. Whoever holds an index in memory tells it of what was sealed, after the commit.
 */
export function* seal(sealing: Sealing): Steps<readonly Sealed[]> {
  const { least, places } = sealing
  const picked: number[] = []
  let count = 0
  for (const { run, names } of yield* all<{ run: number; names: number }>('name_run_sizes')) {
    if (count >= least) break
    picked.push(run)
    count += names
  }
  if (count < least) return []
  const whole = { hashes: new Float64Array(count), seqs: new Float64Array(count) }
  let at = 0
  for (const run of picked) {
    const { hashes, seqs } = yield* runAt(run)
    whole.hashes.set(hashes, at)
    whole.seqs.set(seqs, at)
    at += hashes.length
  }
  const parts = Math.ceil(count / (least * LARGE))
  const sealed: Sealed[] = []
  for (let part = 0; part < parts; part += 1) {
    const [from, to] = [part, part + 1].map((end) => Math.floor((count * end) / parts))
    const run = { hashes: whole.hashes.subarray(from, to), seqs: whole.seqs.subarray(from, to) }
    sealed.push(yield* sealRun(run, places))
  }
  yield* all('name_run_drop', picked.at(-1) ?? 0)
  return sealed
}

function* runAt(run: number): Steps<Run> {
  const row = yield* one<RunRow>('name_run_get', run)
  if (row === null) throw new Error(`names are missing: run ${run}`)
  return { hashes: numbersOf(row.hashes), seqs: numbersOf(row.seqs) }
}

function* sealRun(names: Run, places: number): Steps<Sealed> {
  const [first, last] = [names.seqs[0] ?? 0, names.seqs.at(-1) ?? 0]
  const pages = Math.ceil(names.hashes.length / PAGE)
  const filter = filterOf(names.hashes, places)
  const row = yield* one<{ run: number }>('name_seal_add', first, last, pages, filter)
  const run = { run: row?.run ?? 0, first, last, pages }
  const texts = pagesOf(names, run)
  yield* each(
    'name_page_add',
    texts.map((text, page) => [run.run * PAGES_MAX + page, text]),
  )
  return { run, filter }
}

const pageOf = (hash: number, pages: number): number => Math.floor((hash / HASHES) * pages)

/** A page's names: 32 bits of each hash, then how far each event is from the run's first. */
function pagesOf({ hashes, seqs }: Run, { first, pages }: SealedRun): readonly Uint8Array[] {
  const ends = new Uint32Array(pages + 1)
  for (const hash of hashes) {
    const page = pageOf(hash, pages) + 1
    ends[page] = (ends[page] ?? 0) + 1
  }
  for (let page = 1; page <= pages; page += 1)
    ends[page] = (ends[page] ?? 0) + (ends[page - 1] ?? 0)
  const words = new Uint32Array(2 * hashes.length)
  const next = ends.slice()
  for (let place = 0; place < hashes.length; place += 1) {
    const hash = hashes[place] ?? 0
    const page = pageOf(hash, pages)
    const at = next[page] ?? 0
    next[page] = at + 1
    words[at + (ends[page] ?? 0)] = hash >>> 0
    words[at + (ends[page + 1] ?? 0)] = (seqs[place] ?? 0) - first
  }
  return Array.from({ length: pages }, (_, page) =>
    bytesOf(words.subarray(2 * (ends[page] ?? 0), 2 * (ends[page + 1] ?? 0))),
  )
}

/** The positions of events in a sealed run whose name may have this hash. */
export function* sealedAt(
  hash: number,
  { run, first, pages }: SealedRun,
): Steps<readonly number[]> {
  const page = run * PAGES_MAX + pageOf(hash, pages)
  const row = yield* one<{ names: Uint8Array }>('name_page_get', page)
  if (row === null) throw new Error(`names are missing: page ${page}`)
  const { buffer, byteOffset, length } = aligned(row.names)
  const words = new Uint32Array(buffer, byteOffset, length / 4)
  const count = words.length / 2
  const mark = hash >>> 0
  const found: number[] = []
  for (let at = words.indexOf(mark); at >= 0 && at < count; at = words.indexOf(mark, at + 1)) {
    found.push(first + (words[at + count] ?? 0))
  }
  return found
}

export type Loaded = {
  readonly names: NameIndex
  /** Up to this place of the index names are in runs. */
  readonly named: number
  /** Whether some had to be sealed before, as those of a version that sealed none. */
  readonly isSealing: boolean
}

/** The names of every event: those in runs, sealed or not, then those that came after them. */
export function* loadNames(seed: number, sealing: Sealing): Steps<Loaded> {
  let isSealing = false
  while ((yield* seal(sealing)).length > 0) isSealing = true
  const names = new NameIndex()
  let after = 0
  const sealed = yield* all<SealedRow>('name_seal_all')
  for (let at = 0; at < sealed.length; at += AT_ONCE) {
    const some = yield* each<SealedRow & { filter: Uint8Array }>(
      'name_seal_get',
      sealed.slice(at, at + AT_ONCE).map(({ run }) => [run]),
    )
    names.seal(some.map(sealedOf))
    after = some.at(-1)?.last_seq ?? after
  }
  for (const { run } of yield* all<{ run: number }>('name_run_sizes')) {
    const kept = yield* runAt(run)
    names.fill(kept)
    after = kept.seqs.at(-1) ?? after
  }
  const named = names.count
  for (;;) {
    const { hashes, seqs } = yield* namesAfter(after, seed)
    for (const [place, hash] of hashes.entries()) names.add(hash, seqs[place] ?? 0)
    if (hashes.length < TAIL_MAX) return { names, named, isSealing }
    after = seqs.at(-1) ?? 0
  }
}

function sealedOf(row: SealedRow & { readonly filter: Uint8Array }): Sealed {
  const run = { run: row.run, first: row.first_seq, last: row.last_seq, pages: row.pages }
  return { run, filter: row.filter }
}

/** Makes the runs of names anew from the log. */
export function* nameAgain(seed: number, sealing: Sealing): Steps<void> {
  for (const statement of ['name_run_clear', 'name_seal_clear', 'name_page_clear']) {
    yield* all(statement)
  }
  for (let after = 0; ; ) {
    const { hashes, seqs } = yield* namesAfter(after, seed)
    if (hashes.length === 0) return
    yield* all('name_run_add', bytesOf(hashes), bytesOf(seqs))
    yield* seal(sealing)
    after = seqs.at(-1) ?? 0
  }
}

/** The names of the next events of the log, as many as a tail has at the most. */
function* namesAfter(after: number, seed: number): Steps<Run> {
  const rows = yield* all<{ seq: number; body: string }>('event_since', after, TAIL_MAX)
  const events = rows.map(({ body }) => eventOf(body))
  return {
    hashes: Float64Array.from(events, ({ source, id }) => nameHash(source, id, seed)),
    seqs: Float64Array.from(rows, ({ seq }) => seq),
  }
}
