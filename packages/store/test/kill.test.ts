import { spawn } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { env, execPath } from 'node:process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { openSqlite, type Store } from '../src/index.ts'
import { withFolder } from './support/sqlite.ts'

// What this shows is that a process may die at any point. That the disk keeps what was acknowledged when
// the power goes it cannot show: see power-cut.test.ts.
const KILLS = Number(env['ALACRITY_KILLS'] ?? 20)
const SEED = Number(env['ALACRITY_SEED'] ?? 1)
const READY_MS = 2_000
const CHILD = fileURLToPath(new URL('./support/kill-child.ts', import.meta.url))

const TASKS = ['append', 'publish', 'backup', 'migrate'] as const

/** A number from 0 to 1 that is the same for the same place in every run. */
function chance(place: number): number {
  const x = Math.sin(SEED * 12.9898 + place * 78.233) * 43_758.5453
  return x - Math.floor(x)
}

type Spoken = { readonly stored: string[]; epoch: number; copies: string[] }

/** Starts the child and kills it after so many lines, or so long after it began to open the database. */
async function killed(
  file: string,
  { round, task, lines, ms }: { round: number; task: string; lines: number; ms: number | null },
): Promise<Spoken> {
  const child = spawn(execPath, [CHILD, file, String(round), task], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const spoken: Spoken = { stored: [], epoch: 0, copies: [] }
  let text = ''
  let heard = 0
  child.stdout.setEncoding('utf8')
  child.stdout.on('data', (chunk: string) => {
    text += chunk
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      const [what, ...words] = text.slice(0, end).split(' ')
      text = text.slice(end + 1)
      heard += 1
      if (what === 'stored') spoken.stored.push(...words)
      if (what === 'published') spoken.epoch = Number(words[0])
      if (what === 'copied') spoken.copies.push(words.join(' '))
      if (what === 'began' && ms !== null) setTimeout(() => child.kill('SIGKILL'), ms)
      if (ms === null && heard >= lines) child.kill('SIGKILL')
    }
  })
  await new Promise((resolve) => {
    child.once('close', resolve)
  })
  return spoken
}

async function idsIn(store: Store): Promise<string[]> {
  const ids: string[] = []
  for (let at = 0; ; ) {
    const some = await store.log.since(at, 10_000)
    if (some.length === 0) return ids
    ids.push(...some.map(({ event }) => event.id))
    at = some.at(-1)?.seq ?? at
  }
}

async function assertWhole(store: Store, acknowledged: ReadonlySet<string>): Promise<void> {
  expect(await store.upkeep.check()).toEqual([])
  const ids = await idsIn(store)
  expect(new Set(ids).size).toBe(ids.length)
  const stored = new Set(ids)
  expect([...acknowledged].filter((id) => !stored.has(id))).toEqual([])
  expect((await store.log.counts()).accepted).toBe(ids.length)
}

/** An epoch is published for all thirty members or for none. */
async function assertEpoch(store: Store, atLeast: number): Promise<void> {
  const last = (await store.labels.last('line'))?.epoch ?? 0
  expect(last).toBeGreaterThanOrEqual(atLeast)
  const members = Array.from({ length: 30 }, (_, i) => `member ${i}`)
  const shown = [...(await store.labels.published(members)).values()].flat()
  expect(new Set(shown)).toEqual(new Set(last === 0 ? [] : [`epoch ${last}`]))
  expect(shown.length).toBe(last === 0 ? 0 : 30)
}

describe('SQLite', () => {
  test(
    `[EV2] ${KILLS} times killed at any point, nothing acknowledged is lost or counted twice`,
    { timeout: 30_000 + KILLS * 15_000 },
    () =>
      withFolder(async (folder) => {
        const file = join(folder, 'alacrity.db')
        const acknowledged = new Set<string>()
        let epoch = 0
        for (let round = 0; round < KILLS; round += 1) {
          const task = TASKS[round % TASKS.length] ?? 'append'
          const fresh = task === 'migrate' ? join(folder, `fresh-${round}.db`) : file
          const spoken = await killed(fresh, {
            round,
            task,
            lines: 2 + Math.floor(chance(round) * 60),
            ms: task === 'migrate' ? Math.floor(chance(round) * 250) : null,
          })
          const own = task === 'migrate' ? new Set(spoken.stored) : acknowledged
          for (const id of spoken.stored) own.add(id)
          if (task !== 'migrate') epoch = Math.max(epoch, spoken.epoch)
          const started = performance.now()
          const store = await openSqlite({ file: fresh })
          const took = performance.now() - started
          try {
            expect(took).toBeLessThan(READY_MS)
            await assertWhole(store, own)
            if (task !== 'migrate') await assertEpoch(store, epoch)
            const digest = await store.turns.digest()
            await store.turns.rebuild()
            expect(await store.turns.digest()).toBe(digest)
          } finally {
            await store.close()
          }
          for (const copy of spoken.copies.slice(-1)) await assertCopy(copy)
          for (const copy of spoken.copies) rmSync(copy, { force: true })
        }
        expect(acknowledged.size).toBeGreaterThan(KILLS)
      }),
  )
})

async function assertCopy(copy: string): Promise<void> {
  expect(existsSync(copy)).toBe(true)
  const store = await openSqlite({ file: copy })
  try {
    await assertWhole(store, new Set())
  } finally {
    await store.close()
  }
}
