import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { launcher } from './alacrity.ts'

export type Service = {
  readonly url: string
  readonly child: ChildProcessWithoutNullStreams
  readonly said: () => { readonly out: string; readonly err: string }
  /** Sends a signal and gives the status that it ends with. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>
  /** The status it ends with. */
  readonly ended: Promise<number | null>
}

/** `alacrity serve` in a folder, once it says where it listens; `before` is put before it in a shell. */
export async function serving(
  folder: string,
  args: readonly string[],
  before = '',
): Promise<Service> {
  const env = { ...process.env, ALACRITY_PORT: '0' }
  const words = [process.execPath, launcher, 'serve', ...args].map((word) => `'${word}'`)
  const child = spawn('sh', ['-c', `${before} exec ${words.join(' ')}`], { cwd: folder, env })
  let out = ''
  let err = ''
  const ended = (once(child, 'exit') as Promise<[number | null]>).then(([status]) => status)
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text
      const found = /listens on (\S+)/.exec(err)?.[1]
      if (found !== undefined) resolve(found)
    })
    void ended.then(() => reject(new Error(err)))
  })
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal)
    return ended
  }
  return { url, child, said: () => ({ out, err }), end, ended }
}
