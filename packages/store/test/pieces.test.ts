import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { openSqlite } from '../src/index.ts'
import { epochOf, LINE, memberAt, MEMBERS } from './support/epoch.ts'
import { withFolder } from './support/sqlite.ts'

const CHILD = fileURLToPath(new URL('./support/publish-child.ts', import.meta.url))

/** What is found of an epoch after a process that published it, and died while a record was handed over. */
async function afterDying(file: string, how: 'whole' | 'apart', place: number) {
  const { signal, status, stderr } = spawnSync(execPath, [CHILD, file, how, String(place)], {
    encoding: 'utf8',
    timeout: 60_000,
  })
  const store = await openSqlite({ file })
  const names = Array.from({ length: MEMBERS }, (_, number) => memberAt(number))
  const found = {
    died: signal ?? `${status} ${stderr}`,
    last: (await store.labels.last(LINE))?.epoch ?? null,
    shown: (await store.labels.published(names)).size,
    states: (await store.labels.states(LINE, names)).size,
    histories: (await store.labels.history(memberAt(0))).length,
    faults: await store.upkeep.check(),
  }
  await store.close()
  return found
}

describe('an epoch that is handed over in pieces', () => {
  const nothing = { died: 'SIGKILL', last: null, shown: 0, states: 0, histories: 0, faults: [] }
  const everything = { last: 1, shown: MEMBERS, states: MEMBERS, histories: 1, faults: [] }

  test.each([0, 1_000, 2_400, MEMBERS - 1])(
    '[LB2] one who dies at record %i has published nothing, and the next publishes it whole',
    { timeout: 120_000 },
    (place) =>
      withFolder(async (folder) => {
        const file = join(folder, 'a.db')
        expect(await afterDying(file, 'whole', place)).toEqual(nothing)
        expect(await afterDying(file, 'whole', -1)).toMatchObject(everything)
      }),
  )

  test('control: pieces in transactions of their own are found out', { timeout: 120_000 }, () =>
    withFolder(async (folder) => {
      const found = await afterDying(join(folder, 'a.db'), 'apart', 2_400)
      expect(found).toMatchObject({ died: 'SIGKILL', last: 2, shown: 2_000, states: 2_000 })
    }),
  )

  test('others are answered between two pieces; control: a copy of the whole lets nobody in', () =>
    withFolder(async (folder) => {
      const store = await openSqlite({ file: join(folder, 'a.db') })
      let turns = 0
      let under = true
      const count = (): void => {
        turns += 1
        if (under) setImmediate(count)
      }
      count()
      let last = 0
      const input = epochOf(MEMBERS - 1, () => {
        last = turns
      })
      const began = turns
      structuredClone(input.records)
      expect(last - began).toBe(0)
      expect(await store.labels.publish(input)).toBe('published')
      expect(last - began).toBeGreaterThanOrEqual(3)
      under = false
      await store.close()
    }))
})
