import { join } from 'node:path'
import type { Event } from '@alacrity/engine'
import { describe, expect, test } from 'vitest'
import { arrive, message } from '../src/conformance/case.ts'
import { eventOf, textOf } from '../src/fold/event-text.ts'
import { Recent } from '../src/fold/recent.ts'
import { fold, type Folded, TAIL_MAX } from '../src/fold/settle.ts'
import { incomingOf, parcelOf } from '../src/parcel.ts'
import { openConnection, Runner } from '../src/sqlite/connection.ts'
import { packFold, unpackFold } from '../src/sqlite/folding.ts'
import { migrate } from '../src/sqlite/migrate.ts'
import { sqliteMigrations, sqliteStatements } from '../src/sqlite/statements.ts'
import { Writer } from '../src/sqlite/writer.ts'
import { runSteps } from '../src/steps.ts'
import { historyOf } from './support/history.ts'
import { withFolder, withSqlite } from './support/sqlite.ts'

const SEED = 7
const MEMBERS = ['ann', 'bob', 'cy']
const histories = MEMBERS.flatMap((member, place) => [
  ...historyOf(member, place + 1),
  ...historyOf(member, place + 11).map((event) => ({ ...event, id: `${event.id}-more` })),
])

type Trial = {
  readonly writer: Writer
  readonly append: (events: readonly Event[]) => void
  /** What the other thread does. */
  readonly foldBeside: () => Folded
  /** Everything of the projection. */
  readonly rows: () => unknown
}

async function withWriter(body: (trial: Trial) => void): Promise<void> {
  await withFolder(async (folder) => {
    const file = join(folder, 'alacrity.db')
    const open = (readOnly: boolean) => openConnection({ file, readOnly, wait_ms: 100 })
    const runner = new Runner(open(false), sqliteStatements())
    migrate(runner, sqliteMigrations())
    const writer = new Writer(runner, () => SEED)
    const beside = new Runner(open(true), sqliteStatements())
    const recent = new Recent()
    body({
      writer,
      append: (events) => void writer.append(incomingOf(parcelOf(events.map(arrive), SEED))),
      foldBeside: () => {
        const folded = runSteps(fold({ limit: TAIL_MAX, tail: null, recent }), beside.answer)
        if (folded === null) throw new Error('there is no tail')
        return unpackFold(packFold(folded))
      },
      rows: () =>
        beside.connection.prepare('SELECT * FROM conversation ORDER BY member, name').all([]),
    })
    beside.connection.close()
    writer.close()
  })
}

describe('folding beside the thread that writes', () => {
  test('[TN10] what is folded beside is what the writer folds, to the byte, part by part', async () => {
    const half = histories.length >> 1
    let expected: unknown = null
    await withWriter(({ writer, append, rows }) => {
      append(histories)
      writer.settle()
      expected = rows()
    })
    await withWriter(({ writer, append, foldBeside, rows }) => {
      append(histories.slice(0, half))
      const first = foldBeside()
      append(histories.slice(half))
      writer.put(first)
      expect(writer.unsettled).toBe(histories.length - first.to)
      expect(rows()).not.toEqual(expected)
      writer.put(foldBeside())
      expect([writer.unsettled, rows()]).toEqual([0, expected])
    })
  })

  test('what was folded before somebody else settled is not written', async () => {
    await withWriter(({ writer, append, foldBeside, rows }) => {
      append(histories.slice(0, 9))
      const stale = foldBeside()
      append(histories.slice(9))
      writer.settle()
      const settled = rows()
      writer.put(stale)
      expect(rows()).toEqual(settled)
      // Without the mark it would have been written over.
      writer.put({ ...stale, from: histories.length })
      expect(rows()).not.toEqual(settled)
    })
  })

  test('a member who is erased meanwhile does not come back', async () => {
    await withWriter(({ writer, append, foldBeside, rows }) => {
      append(histories)
      const before = foldBeside()
      writer.takeForgotten()
      writer.erase('ann')
      const left = rows()
      writer.put(before)
      expect(rows()).toEqual(left)
      expect([writer.takeForgotten(), writer.takeForgotten()]).toEqual([true, false])
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
