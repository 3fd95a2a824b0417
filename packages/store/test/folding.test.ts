import { join } from 'node:path'
import { compareTurns, type Event, MemberHistory } from '@alacrity/engine'
import { describe, expect, test } from 'vitest'
import { arrive, message } from '../src/conformance/case.ts'
import { unpackSeqs } from '../src/fold/bytes.ts'
import { eventOf, textOf } from '../src/fold/event-text.ts'
import { type ConversationRow, eventsOf, keptOf, turnsOf } from '../src/fold/read.ts'
import { Recent } from '../src/fold/recent.ts'
import { type Folded, foldPiece, readPiece, TAIL_MAX, tailOf } from '../src/fold/settle.ts'
import { incomingOf, parcelOf } from '../src/parcel.ts'
import { openConnection, Runner } from '../src/sqlite/connection.ts'
import { Folding, type PackedFold, packFold, unpackFold } from '../src/sqlite/folding.ts'
import { migrate } from '../src/sqlite/migrate.ts'
import { sqliteMigrations, sqliteStatements } from '../src/sqlite/statements.ts'
import { Tail } from '../src/sqlite/tail.ts'
import { Writer } from '../src/sqlite/writer.ts'
import { all, runSteps, type Steps } from '../src/steps.ts'
import { historyOf } from './support/history.ts'
import { withFolder, withSqlite } from './support/sqlite.ts'

const SEED = 7
const MEMBERS = ['ann', 'bob', 'cy']
const histories = MEMBERS.flatMap((member, place) => [
  ...historyOf(member, place + 1),
  ...historyOf(member, place + 11).map((event) => ({ ...event, id: `${event.id}-more` })),
])

type Trial = {
  readonly file: string
  readonly writer: Writer
  readonly append: (events: readonly Event[]) => void
  /** What the other thread does: a piece for each member, each as the database is when it is asked for. */
  readonly foldBeside: () => Generator<Folded, void>
  /** Everything of the projection. */
  readonly rows: () => string
  /** What a connection that reads is answered. */
  readonly read: <Result>(steps: Steps<Result>) => Result
}

async function withWriter(body: (trial: Trial) => void | Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const file = join(folder, 'alacrity.db')
    const open = (readOnly: boolean) => openConnection({ file, readOnly, wait_ms: 100 })
    const runner = new Runner(open(false), sqliteStatements())
    migrate(runner, sqliteMigrations())
    const writer = new Writer(runner, () => SEED)
    const beside = new Runner(open(true), sqliteStatements())
    const recent = new Recent()
    const tail = new Tail()
    await body({
      file,
      writer,
      append: (events) => void writer.append(incomingOf(parcelOf(events.map(arrive), SEED))),
      *foldBeside() {
        const settling = { limit: TAIL_MAX, tail: null, recent, atOnce: 1 }
        const found = runSteps(tailOf(settling), beside.answer)
        if (found === null) throw new Error('there is no tail')
        for (const [number, piece] of found.pieces.entries()) {
          const known = runSteps(readPiece(piece, recent), beside.answer)
          yield unpackFold(packFold(foldPiece(found, known, { number, recent })))
        }
      },
      rows: () => {
        const sql = 'SELECT member, name, hex(seqs), hex(turns) FROM conversation ORDER BY 1, 2'
        const found = beside.connection.prepare(sql).all([])
        return found.map((row) => Object.values(row).join(' ')).join('\n')
      },
      read: (steps) =>
        runSteps(steps, (ask) =>
          ask.statement === 'tail_of'
            ? tail.of(beside, String(ask.lists[0]?.[0]))
            : beside.answer(ask),
        ),
    })
    beside.connection.close()
    writer.close()
  })
}

/** The projection of all histories, as the writer folds them by itself. */
async function wholeRows(): Promise<string> {
  let whole = ''
  await withWriter(({ writer, append, rows }) => {
    append(histories)
    writer.settle()
    whole = rows()
  })
  return whole
}

describe('folding beside the thread that writes', () => {
  test('[TN10] what is folded beside is what the writer folds, to the byte, part by part', async () => {
    const half = histories.length >> 1
    const expected = await wholeRows()
    await withWriter(({ writer, append, foldBeside, rows }) => {
      append(histories.slice(0, half))
      const first = foldBeside()
      expect(writer.put(first.next().value as Folded)).toBe(true)
      expect(writer.unsettled).toBe(half)
      append(histories.slice(half))
      for (const piece of first) writer.put(piece)
      expect(writer.unsettled).toBe(histories.length - half)
      expect(rows()).not.toEqual(expected)
      for (const piece of foldBeside()) writer.put(piece)
      expect([writer.unsettled, rows()]).toEqual([0, expected])
    })
  })

  test('[TN10] a tail that is stored in part: whoever reads, and whoever folds it again, counts each event once', async () => {
    for (const stored of [0, 1, 2]) {
      await withWriter(({ writer, append, foldBeside, rows, read }) => {
        const later = (event: Event) => 'id' in event && event.id.endsWith('-more')
        const arrived = [...histories.filter((event) => !later(event)), ...histories.filter(later)]
        append(arrived.filter((event) => !later(event)))
        writer.settle()
        append(arrived.filter(later))
        const pieces = foldBeside()
        for (let number = 0; number < stored; number += 1) {
          writer.put(pieces.next().value as Folded)
        }
        expect(writer.unsettled).toBe(arrived.filter(later).length)
        let twice = 0
        for (const member of MEMBERS) {
          const own = arrived.filter((event) => 'member' in event && event.member === member)
          const plain = new MemberHistory(member, own)
          const turns = [...plain.turns(Number.MAX_SAFE_INTEGER)].sort(compareTurns)
          expect(read(turnsOf(member))).toEqual(turns)
          expect(read(eventsOf(member)).map(({ event }) => event)).toEqual(own)
          expect(read(keptOf(member))).toMatchObject({ turns, events: own.length })
          // What is in the tail and in the projection as well: there would be nothing to leave out otherwise.
          const held = read(all<ConversationRow>('conversation_of', member))
          const seqs = new Set(held.flatMap((row) => unpackSeqs(row.seqs)))
          const tail = read(all<{ seq: number }>('tail_of', member))
          twice += tail.filter(({ seq }) => seqs.has(seq)).length
        }
        expect(twice > 0).toBe(stored > 0)
        writer.settle()
        const folded = rows()
        writer.rebuild()
        expect([writer.unsettled, rows()]).toEqual([0, folded])
      })
    }
  })

  test('what was folded before somebody else settled is not written', async () => {
    await withWriter(({ writer, append, foldBeside, rows }) => {
      append(histories.slice(0, 9))
      const stale = [...foldBeside()]
      append(histories.slice(9))
      writer.settle()
      const settled = rows()
      expect(stale.map((piece) => writer.put(piece))).toEqual(stale.map(() => false))
      expect(rows()).toEqual(settled)
      // Without the mark it would have been written over.
      const from = histories.length
      expect(stale.map((piece) => writer.put({ ...piece, from, to: from }))).toContain(true)
      expect(rows()).not.toEqual(settled)
    })
  })

  test('a member who is erased meanwhile does not come back', async () => {
    await withWriter(({ writer, append, foldBeside, rows }) => {
      append(histories)
      const before = [...foldBeside()]
      writer.takeForgotten()
      writer.erase('ann')
      const left = rows()
      for (const piece of before) writer.put(piece)
      expect(rows()).toEqual(left)
      expect([writer.takeForgotten(), writer.takeForgotten()]).toEqual([true, false])
    })
  })

  test('after a piece that was not stored none of its fold is, so the mark passes over nothing', async () => {
    await withWriter(async ({ file, writer, append, rows }) => {
      const events = Array.from({ length: 30_000 }, (_, i) => ({
        ...message(`m${i}`, i),
        member: `member-${i % 30}`,
        conversation: `c-${i >> 6}`,
      }))
      append(events)
      const foldOnce = async (take: (piece: PackedFold) => boolean): Promise<string> => {
        const { promise, resolve } = Promise.withResolvers<string>()
        const folding = new Folding(file, { take, ended: resolve })
        folding.begin({ forget: false })
        const how = await promise
        await folding.end()
        return how
      }
      const offered: number[] = []
      const refused = await foldOnce((piece) => {
        offered.push(piece.members.length)
        return offered.length > 1
      })
      expect([refused, offered.length, writer.unsettled]).toEqual(['done', 1, events.length])
      const taken = await foldOnce((piece) => writer.put(unpackFold(piece)))
      expect([taken, writer.unsettled]).toEqual(['done', 0])
      const folded = rows()
      writer.rebuild()
      expect(rows()).toEqual(folded)
    })
  })

  test(
    'more than a tail at once is folded by the thread, and made again from the log is the same',
    () =>
      withSqlite(async (bench) => {
        const store = await bench.open()
        const events = Array.from({ length: TAIL_MAX + 4_000 }, (_, i) => ({
          ...message(`m${i}`, i >> 3),
          member: `member-${i % 300}`,
          conversation: `c-${i >> 1}`,
        }))
        for (let from = 0; from < events.length; from += 5_000) {
          await store.log.append(events.slice(from, from + 5_000).map(arrive))
        }
        const digest = await store.turns.digest()
        await store.turns.rebuild()
        expect(await store.turns.digest()).toBe(digest)
        expect((await store.turns.of('member-7')).length).toBeGreaterThan(0)
        await store.close()
      }),
    120_000,
  )
})

describe('the text of an event', () => {
  const ids = ['plain', 'ü 漢', 'a"b', 'a\\b', '},"x":"', '\u2028', '𝔘']
  const odd = ids.map((id) => ({ ...message(id, 3), conversation: id, source: id }))

  const whole = message('m', 1)
  const full = { ...whole, seq: -3, source: 's', client: null, kind: 'inquiry', automated: true }

  test.each<[string, readonly Event[]]>([
    ['random histories', histories],
    ['odd ids', odd],
    ['with every field, and with as few as there are', [full as Event, whole]],
  ])('%s: it is read as it was written, with every field in its place', (_, events) => {
    for (const event of events) {
      const all = JSON.stringify(event)
      expect(JSON.stringify(eventOf(textOf(event)))).toBe(all)
      // As it was written before, and in a line of NDJSON.
      expect(JSON.stringify(eventOf(all))).toBe(all)
      expect([JSON.parse(textOf(event)).id, textOf(event).includes('\n')]).toEqual([
        event.id,
        false,
      ])
    }
  })

  test('a text that is nearly a message is read as JSON', () => {
    const text = JSON.stringify({ ...message('m', 1), more: 1 })
    expect(eventOf(text)).toEqual(JSON.parse(text))
    expect(() => eventOf(text.slice(1))).toThrow(SyntaxError)
  })
})
