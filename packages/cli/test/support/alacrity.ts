import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { vi } from 'vitest'
import { sampleEvents } from '@alacrity/sample'

export const launcher = fileURLToPath(new URL('../../bin/alacrity.mjs', import.meta.url))

// Each test starts processes, which takes long on a machine that is busy with others.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

export type Ran = { readonly status: number; readonly stdout: string; readonly stderr: string }

export type Running = {
  readonly stdin?: string | Buffer
  readonly env?: Readonly<Record<string, string>>
}

/** A folder of its own for one test file, with the files that the help's examples name. */
export class Bench {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'alacrity-cli-'))
  readonly #bin: string

  constructor() {
    this.#bin = join(this.folder, 'bin')
    mkdirSync(this.#bin)
    const shim = join(this.#bin, 'alacrity')
    writeFileSync(shim, `#!/bin/sh\nexec "${process.execPath}" "${launcher}" "$@"\n`)
    chmodSync(shim, 0o755)
  }

  path(name: string): string {
    return join(this.folder, name)
  }

  write(name: string, content: string | Buffer): string {
    writeFileSync(this.path(name), content)
    return name
  }

  alacrity(args: readonly string[], running: Running = {}): Promise<Ran> {
    return this.#run(process.execPath, [launcher, ...args], running)
  }

  /** A line as somebody types it. */
  shell(line: string, running: Running = {}): Promise<Ran> {
    return this.#run('sh', ['-c', line], running)
  }

  #run(program: string, args: readonly string[], { stdin, env }: Running): Promise<Ran> {
    return new Promise((resolve, reject) => {
      const path = `${this.#bin}${delimiter}${process.env['PATH'] ?? ''}`
      const child = spawn(program, args, {
        cwd: this.folder,
        env: { ...process.env, NO_COLOR: '', COLUMNS: '', PATH: path, ...env },
      })
      let stdout = ''
      let stderr = ''
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text
      })
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text
      })
      // A command that refuses its arguments does not wait for its input.
      child.stdin.on('error', () => {})
      child.stdin.end(stdin ?? '')
      child.on('error', reject)
      child.on('close', (code) => resolve({ status: code ?? -1, stdout, stderr }))
    })
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

export const HEADER = 'conversation_id,client_id,member_id,sender_role,sent_at'

/** Ada answers three clients: after 2 h, after 30 h, not yet. Bo answers nobody. */
export const SMALL = `${HEADER}
k1,cleo,ada,client,2026-03-02T09:00:00Z
k1,cleo,ada,client,2026-03-02T09:05:00Z
k1,cleo,ada,member,2026-03-02T11:00:00Z
k2,dan,ada,client,2026-03-03T09:00:00Z
k2,dan,ada,member,2026-03-04T15:00:00Z
k3,eve,ada,client,2026-03-05T08:00:00Z
k4,dan,bo,client,2026-03-03T10:00:00Z
`

export const SMALL_AS_OF = '2026-03-05T12:00:00Z'

/** Share within a day over a week, and a label from 50 % on. */
export const SHOP = JSON.stringify({
  policy: 'shop/1',
  title: 'Shop',
  within: '24h',
  window: { days: 7 },
  measures: { on_time: { kind: 'rate' }, typical: { kind: 'time', statistic: 'median' } },
  score: 'on_time',
  labels: [{ name: 'Responsive', grant: [{ measure: 'on_time', at_least_percent: 50 }] }],
})

/** A sample as NDJSON. */
export function sampleText(members: number): string {
  return sampleEvents({ seed: 46, members })
    .map((event) => `${JSON.stringify(event)}\n`)
    .join('')
}

/** The messages of a sample as the five columns. */
export function messageTable(members: number): string {
  const lines = sampleEvents({ seed: 46, members }).flatMap((event) => {
    const { type, conversation, client, member, from, at, automated } = event as Record<
      string,
      unknown
    >
    if (type !== 'message' || automated === true) return []
    return [[conversation, client ?? '', member, from, at].join(',')]
  })
  return `${[HEADER, ...lines].join('\n')}\n`
}
