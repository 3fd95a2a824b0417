import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { Bench } from './support/alacrity.ts'
import { type Service, serving } from './support/serving.ts'

const bench = new Bench()
afterAll(() => bench.remove())

/** A disk of its own, or why there is none: only who may mount can have one. */
function smallDisk(folder: string): string | null {
  mkdirSync(folder)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', folder], { stdio: 'pipe' })
    return null
  } catch {
    return 'a small disk cannot be mounted by this user'
  }
}

async function keyFor(database: string): Promise<string> {
  const args = ['keys', 'add', 'shop', '--role', 'ingest', '--database', database]
  return (await bench.alacrity(args)).stdout.trim()
}

const at = Date.parse('2026-03-02T09:00:00Z')
/** Long ids, so that a disk is full soon. */
const batchOf = (number: number) =>
  Array.from({ length: 500 }, (_, i) => ({
    id: `${'x'.repeat(200)}-${number}-${i}`,
    type: 'message',
    at: at + i,
    member: 'ada',
    conversation: `c-${number}-${i}`,
    client: 'cy',
    from: 'client',
  }))

type Answer = { readonly status: number; readonly code: string | null }

async function send(service: Service, key: string, number: number): Promise<Answer> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const body = JSON.stringify(batchOf(number))
  const answer = await fetch(`${service.url}/v1/events`, { method: 'POST', headers, body })
  const { code = null } = (await answer.json()) as { code?: string }
  return { status: answer.status, code }
}

/** How many events the log holds, as the service's own command counts them. */
async function stored(database: string): Promise<number> {
  const { stdout } = await bench.alacrity(['rebuild', '--database', database])
  return Number(/rebuilt from ([\d,]+) event/.exec(stdout)?.[1]?.replaceAll(',', ''))
}

const disk = bench.path('disk')
let mounted = false
afterAll(() => {
  if (mounted) execFileSync('umount', ['-l', disk])
})

describe('a disk that is full', () => {
  test('nothing is acknowledged, and it goes on by itself when there is room', async ({ skip }) => {
    const reason = smallDisk(disk)
    if (reason !== null) skip(reason)
    mounted = reason === null
    const database = join(disk, 'a.db')
    const service = await serving(bench.folder, ['--database', database])
    const key = await keyFor(database)
    expect((await send(service, key, 0)).status).toBe(200)
    const filler = join(disk, 'filler')
    fill(filler)
    const full: Answer[] = []
    let acknowledged = 1
    for (let number = 1; full.length < 3 && number < 100; number += 1) {
      const answer = await send(service, key, number)
      if (answer.status === 200) acknowledged += 1
      else full.push(answer)
    }
    expect(full).toEqual(Array.from({ length: 3 }, () => ({ status: 507, code: 'store_full' })))
    expect((await fetch(`${service.url}/livez`)).status).toBe(200)
    expect((await fetch(`${service.url}/readyz`)).status).toBe(503)
    rmSync(filler)
    expect((await send(service, key, 1_000)).status).toBe(200)
    expect(await service.end('SIGTERM')).toBe(0)
    expect(await stored(database)).toBe((acknowledged + 1) * 500)
  }, 120_000)
})

/** Writes until there is no room left. */
function fill(file: string): void {
  for (let size = 1 << 20; size >= 4_096; size /= 2) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(size), { flag: 'a' })
    } catch {
      // Less still may fit.
    }
  }
}

describe('a disk that fails', () => {
  // What is over the limit fails to be written as on a broken disk: with an I/O error, not for want of room.
  test('a commit that failed ends the service with 3; nothing acknowledged is lost, and it starts again', async () => {
    const database = 'broken.db'
    const key = await keyFor(database)
    const limit = "trap '' XFSZ; ulimit -S -f 4000;"
    const service = await serving(bench.folder, ['--database', database], limit)
    let acknowledged = 0
    const failures: Answer[] = []
    for (let number = 0; failures.length === 0 && number < 100; number += 1) {
      const answer = await send(service, key, number).catch(() => ({ status: 0, code: 'closed' }))
      if (answer.status === 200) acknowledged += 1
      else failures.push(answer)
    }
    expect(acknowledged).toBeGreaterThan(0)
    expect(failures).toEqual([{ status: 503, code: 'store_unavailable' }])
    expect(await service.ended).toBe(3)
    expect(service.said().err).toContain('The service stops: ')
    const again = await serving(bench.folder, ['--database', database])
    expect((await send(again, key, acknowledged)).status).toBe(200)
    expect(await again.end('SIGTERM')).toBe(0)
    expect(await stored(database)).toBe((acknowledged + 1) * 500)
  }, 120_000)
})
