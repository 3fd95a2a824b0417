import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqlite } from '@alacrity/store'
import { describe, expect, test } from 'vitest'
import { addKey } from '../src/operate/keys.ts'
import { backup, importLines, rebuild, retire } from '../src/operate/upkeep.ts'
import { seededChance } from './support/chance.ts'
import { drawing } from './support/draw.ts'
import { randomHistory } from './support/random-history.ts'
import { DAY, NOW, openBench } from './support/service.ts'

const lines = randomHistory(drawing(3), { members: 4, until: NOW }).map((event) =>
  JSON.stringify(event),
)
async function* each(items: readonly string[]) {
  yield* items
}
describe('upkeep', () => {
  test('lines are taken in, told by number where they are not, and a second time change nothing', async () => {
    const { store } = await openBench()
    const refused: number[] = []
    const options = { now: NOW, onRefused: (line: number) => refused.push(line) }
    const damaged = [...lines.slice(0, 3), '{oops', '', ...lines.slice(3)]
    const first = await importLines(store, each(damaged), options)
    expect(first).toEqual({ accepted: lines.length, duplicate: 0, refused: 2 })
    expect(refused).toEqual([4, 5])
    const again = await importLines(store, each(lines), options)
    expect(again).toEqual({ accepted: 0, duplicate: lines.length, refused: 0 })
  })

  test('[AS10] a rebuild gives the same bytes', async () => {
    const { store } = await openBench()
    await importLines(store, each(lines), { now: NOW, onRefused: () => {} })
    expect(await rebuild(store)).toMatchObject({ same: true })
  })

  test('a backup made while it is in use holds every event', async () => {
    const { store } = await openBench()
    await importLines(store, each(lines), { now: NOW, onRefused: () => {} })
    const folder = mkdtempSync(join(tmpdir(), 'alacrity-backup-'))
    const target = join(folder, 'copy.db')
    await backup(store, target)
    expect(existsSync(target)).toBe(true)
    const copy = await openSqlite({ file: target })
    expect(await copy.log.position()).toBe(await store.log.position())
    await copy.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test('what is older than the retention is forgotten', async () => {
    const { store } = await openBench()
    await importLines(store, each(lines), { now: NOW, onRefused: () => {} })
    expect(await retire(store, { retentionDays: 400, now: NOW })).toBe(0)
    expect(await retire(store, { retentionDays: 400, now: NOW + 500 * DAY })).toBeGreaterThan(0)
  })

  test('a key works until it is revoked or expires, and only its hash is kept', async () => {
    const bench = await openBench()
    const ports = { store: bench.store, chance: seededChance(5) }
    const wish = { id: 'shop', role: 'operator', expiresAt: NOW + DAY, now: NOW } as const
    const made = await addKey(ports, wish)
    expect(await addKey(ports, wish)).toBeNull()
    expect(JSON.stringify(await bench.store.keys.all())).not.toContain(made)
    const ask = () =>
      bench.service.app().request('/metrics', { headers: { authorization: `Bearer ${made}` } })
    expect((await ask()).status).toBe(200)
    bench.clock.set(NOW + DAY)
    expect((await ask()).status).toBe(401)
    bench.clock.set(NOW)
    await bench.store.keys.revoke('shop', NOW)
    expect((await ask()).status).toBe(401)
  })
})
