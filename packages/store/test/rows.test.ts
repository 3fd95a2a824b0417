import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openConnection, Runner } from '../src/sqlite/connection.ts'
import { migrate } from '../src/sqlite/migrate.ts'
import { sqliteMigrations, sqliteStatements } from '../src/sqlite/statements.ts'
import type { Statement } from '../src/statement.ts'
import type { Value } from '../src/steps.ts'
import { withFolder } from './support/sqlite.ts'

// SQLite is asked for many lists of parameters a few at a time; the answers must be those to one after another.

/** Answers as the store does, and with every statement run for one list at a time. */
async function withBoth(body: (runners: readonly Runner[]) => void): Promise<void> {
  const statements = sqliteStatements()
  const alone = new Map<string, Statement>(
    [...statements].map(([name, statement]) => [name, { ...statement, rows: false }]),
  )
  await withFolder(async (folder) => {
    const runners = [statements, alone].map((known, place) => {
      const file = join(folder, `${place}.db`)
      const runner = new Runner(openConnection({ file, readOnly: false, wait_ms: 0 }), known)
      migrate(runner, sqliteMigrations())
      return runner
    })
    body(runners)
    for (const { connection } of runners) connection.close()
  })
}

const upTo = <T>(count: number, make: (place: number) => T): T[] =>
  Array.from({ length: count }, (_, place) => make(place))
const event = (place: number): Value[] => [place + 1, place % 3, 7, 0, `body ${place}`]
const turns = (place: number, what: number): Value[] => [
  place % 5,
  `c${place % 20}`,
  Buffer.from([what]),
  Buffer.from([place, what]),
]

describe('many lists of parameters at once', () => {
  const wishes: readonly (readonly [string, readonly (readonly Value[])[]])[] = [
    ['event_add', upTo(70, event)],
    ['event_get', upTo(90, (place) => [null, 90 - place])],
    ['event_get', upTo(20, (place) => [null, place * 3])],
    // Some are stored twice within one statement: the later stays.
    ['conversation_put', upTo(50, (place) => turns(place, 1))],
    ['conversation_put', upTo(7, (place) => turns(place, 2))],
    ['conversation_get', upTo(30, (place) => [place % 5, `c${place % 25}`])],
  ]

  test('give what each alone gives', () =>
    withBoth(([several, alone]) => {
      const told = (runner: Runner | undefined) =>
        wishes.map(([statement, lists]) => {
          const rows = runner?.answer({ statement, lists }) ?? []
          return { statement, rows: new Set(rows.map((row) => JSON.stringify(row))) }
        })
      const known = told(alone)
      expect(told(several)).toEqual(known)
      expect(known.map(({ rows }) => rows.size)).toEqual([0, 70, 19, 0, 0, 20])
      const all = 'SELECT * FROM conversation ORDER BY member, name'
      const stored = several?.connection.prepare(all).all([])
      expect(stored).toEqual(alone?.connection.prepare(all).all([]))
    }))

  test('a rising list of positions gives rising positions', () =>
    withBoth(([several]) => {
      several?.answer({ statement: 'event_add', lists: upTo(70, event) })
      const lists = upTo(80, (place) => [null, place])
      const found = several?.answer({ statement: 'event_get', lists }).map(({ seq }) => seq)
      expect(found).toEqual(upTo(70, (place) => place + 1))
    }))

  test('control: one row too many is told, and stores nothing of its sixteen', () =>
    withBoth((runners) => {
      const lists = [...upTo(20, event), event(18)]
      const stored = runners.map((runner) => {
        expect(() => runner.answer({ statement: 'event_add', lists: lists.slice(5) })).toThrow(
          'UNIQUE',
        )
        return runner.connection.prepare('SELECT seq FROM event').all([]).length
      })
      expect(stored).toEqual([0, 15])
    }))
})
