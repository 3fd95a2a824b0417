import { env, stdout } from 'node:process'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { type Lives, liveAndDie } from './support/lives.ts'
import { withFolder } from './support/sqlite.ts'

// What this shows is that a process may die at any point. That the disk keeps what was acknowledged when
// the power goes it cannot show: see power-cut.test.ts.
const KILLS = Number(env['ALACRITY_KILLS'] ?? 500)
const SEED = Number(env['ALACRITY_SEED'] ?? 1)
/** Databases at a time: while one waits for its disk another computes. */
const CHAINS = 3
/** What is promised is 2,000; a busy machine that runs other tests meanwhile is not what is tested. */
const READY_MS = 20_000

describe('SQLite', () => {
  test(
    `[EV2] ${KILLS} times killed at any point, nothing acknowledged is lost or counted twice`,
    {
      timeout: 60_000 + KILLS * 3_000,
    },
    () =>
      withFolder(async (folder) => {
        const chains = await Promise.all(
          Array.from({ length: CHAINS }, (_, chain) =>
            liveAndDie({
              folder,
              kills: Math.ceil(KILLS / CHAINS),
              seed: SEED + chain * 1_000_003,
            }),
          ),
        )
        expect(chains.flatMap(({ faults }) => faults)).toEqual([])
        const ready = chains.flatMap((lives) => lives.ready).sort((a, b) => a - b)
        stdout.write(`${report(chains, ready)}\n`)
        expect(ready.at(-1)).toBeLessThan(READY_MS)
        expect(sum(chains, ({ acknowledged }) => acknowledged)).toBeGreaterThan(KILLS * 10)
        for (const task of ['append', 'publish', 'backup', 'settle', 'forget', 'migrate']) {
          expect(sum(chains, ({ killed }) => killed[task] ?? 0)).toBeGreaterThan(KILLS / 50 - 1)
        }
      }),
  )

  test(
    '[EV2] one that acknowledges before the commit is found out, so the test can fail',
    {
      timeout: 120_000,
    },
    () =>
      withFolder(async (folder) => {
        const { faults } = await liveAndDie({ folder, kills: 20, seed: SEED, loads: ['lie'] })
        expect(faults.join()).toContain('lost')
      }),
  )

  test('[EV2] an event that is stored twice is found out', { timeout: 120_000 }, () =>
    withFolder(async (folder) => {
      const plant = (file: string) => {
        const database = new DatabaseSync(file)
        database.exec(`INSERT INTO event SELECT seq + 1, member, received_at, late, body FROM event
          ORDER BY seq DESC LIMIT 1`)
        database.exec("UPDATE mark SET value = value + 1 WHERE name = 'position'")
        database.close()
      }
      const { faults } = await liveAndDie({ folder, kills: 8, seed: SEED, plant })
      expect(faults.join('\n')).toMatch(/is stored, .* was due/)
    }),
  )
})

function sum(chains: readonly Lives[], of: (lives: Lives) => number): number {
  return chains.reduce((total, lives) => total + of(lives), 0)
}

function report(chains: readonly Lives[], ready: readonly number[]): string {
  const at = (share: number) => Math.round(ready[Math.floor(ready.length * share)] ?? 0)
  const kills = sum(chains, (lives) => lives.kills)
  const events = sum(chains, ({ acknowledged }) => acknowledged)
  return `${kills} kills, ${events} events acknowledged; open again after ${at(0.5)} ms in the middle, ${at(0.99)} ms at the 99th percentile, ${Math.round(ready.at(-1) ?? 0)} ms at most, from the start of the process`
}
