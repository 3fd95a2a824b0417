import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSqlite, type Store } from '../src/index.ts'
import { withFolder } from './support/sqlite.ts'

const ENTRIES = 1_700

async function grown(store: Store): Promise<void> {
  const look = { at: 1, actor: 'op', action: 'score.read', member: null, reason: 'r' }
  await Promise.all(Array.from({ length: ENTRIES }, () => store.audit.append(look)))
}

/** What a log of some pages is found to be, and how often others had their turn meanwhile. */
async function checked(store: Store) {
  let turns = 0
  let under = true
  const count = (): void => {
    turns += 1
    if (under) setImmediate(count)
  }
  count()
  const broken = await store.audit.verify()
  under = false
  return { broken, turns }
}

test(
  '[DS5] a long audit log is checked some entries at a time, and others are answered in between',
  { timeout: 60_000 },
  () =>
    withFolder(async (folder) => {
      const file = join(folder, 'a.db')
      const store = await openSqlite({ file })
      // Control: one page lets nobody in.
      expect(await checked(store)).toEqual({ broken: null, turns: 1 })
      await grown(store)
      const whole = await checked(store)
      expect(whole.broken).toBeNull()
      expect(whole.turns).toBeGreaterThanOrEqual(4)
      const database = new DatabaseSync(file)
      for (const no of [ENTRIES, 1_001, 1_000, 500, 1]) {
        database.exec(`UPDATE audit SET reason = 'none' WHERE no = ${no}`)
        expect((await checked(store)).broken).toBe(no)
      }
      database.close()
      await store.close()
    }),
)
