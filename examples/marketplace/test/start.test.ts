import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { atTheEnd, freePort } from './support/stage.ts'

const program = fileURLToPath(new URL('../bin/start.mjs', import.meta.url))
// Where it makes its folder, so that it can be seen to take it away.
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'alacrity-start-'))
  // Where root runs this, PostgreSQL runs as another user, who has to get in.
  chmodSync(folder, 0o755)
  atTheEnd(() => rmSync(folder, { recursive: true, force: true }))
})

const left = () => readdirSync(folder).filter((name) => name.startsWith('alacrity-demo-'))

function start(...options: string[]): {
  said: () => string
  until: (words: string) => Promise<void>
  end: (signal?: NodeJS.Signals) => Promise<number | null>
} {
  const child = spawn(process.execPath, [program, '--no-build', ...options], {
    env: { ...process.env, TMPDIR: folder },
  })
  let text = ''
  const heard = new EventTarget()
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part: Buffer) => {
      text += part.toString()
      heard.dispatchEvent(new Event('data'))
    })
  }
  const closed = once(child, 'close') as Promise<[number | null]>
  atTheEnd(() => child.kill('SIGKILL'))
  const until = async (words: string) => {
    while (!text.includes(words)) {
      const more = once(heard, 'data')
      const ended = await Promise.race([more.then(() => false), closed.then(() => true)])
      if (ended && !text.includes(words)) throw new Error(`it ended: ${text}`)
    }
  }
  return {
    said: () => text,
    until,
    end: async (signal) => {
      if (signal !== undefined) child.kill(signal)
      return (await closed)[0]
    },
  }
}

describe('npm start', () => {
  test('says where to look, answers there, and leaves nothing behind', async () => {
    const [market, service] = [String(await freePort()), String(await freePort())]
    const program = start('--port', market, '--service-port', service)
    await program.until('Ctrl-C')
    expect(left()).toHaveLength(1)
    const links = [...program.said().matchAll(/http:\/\/\S+/g)].map(([link]) => link)
    expect(links.length).toBeGreaterThan(4)
    for (const link of links.filter((each) => each.includes('/id/enter/'))) {
      const { status, headers } = await fetch(link, { redirect: 'manual' })
      expect([status, headers.getSetCookie().length]).toEqual([302, 1])
    }
    expect((await fetch(`http://127.0.0.1:${service}/readyz`)).status).toBe(200)

    const second = start('--port', market, '--service-port', String(await freePort()))
    expect(await second.end()).toBe(2)
    expect(second.said()).toContain(`port ${market} is taken`)
    expect(second.said()).toContain('--service-port')

    expect(await program.end('SIGTERM')).toBe(0)
    expect(left()).toEqual([])
    await expect(fetch(`http://127.0.0.1:${market}/`)).rejects.toThrow('fetch failed')
  }, 120_000)

  test('--postgres: the same on a PostgreSQL that comes and goes with it', async () => {
    const [market, service] = [String(await freePort()), String(await freePort())]
    const program = start('--postgres', '--port', market, '--service-port', service)
    await program.until('Ctrl-C')
    expect(program.said()).toContain('PostgreSQL')
    const { items } = (await (
      await fetch(`http://127.0.0.1:${market}/api/freelancers?responsive=true`)
    ).json()) as { items: unknown[] }
    expect(items.length).toBeGreaterThan(0)
    expect(await program.end('SIGTERM')).toBe(0)
    expect(left()).toEqual([])
  }, 120_000)

  test('stopped before it is open it leaves nothing behind either', async () => {
    const program = start(
      '--port',
      String(await freePort()),
      '--service-port',
      String(await freePort()),
    )
    while (left().length === 0) await new Promise((resolve) => setImmediate(resolve))
    expect(await program.end('SIGINT')).toBe(0)
    expect(left()).toEqual([])
  })

  test('explains itself, and what was asked wrongly', async () => {
    const help = start('--help')
    expect(await help.end()).toBe(0)
    for (const word of ['--data', '--postgres', '--port', 'npx alacrity demo']) {
      expect(help.said()).toContain(word)
    }
    for (const [options, words] of [
      [['--prot', '1'], "Unknown option '--prot'"],
      [['--port', 'x'], 'x is not a port'],
      [['--postgres', '--data', 'x'], 'Give one of the two'],
    ] as const) {
      const wrong = start(...options)
      expect([await wrong.end(), wrong.said().includes(words)]).toEqual([2, true])
    }
  })
})
