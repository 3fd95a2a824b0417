import { execFileSync } from 'node:child_process'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { Bench } from './support/alacrity.ts'

// ALACRITY_WRITE_DOCS=1 writes what the commands print into the page instead of comparing.
const file = fileURLToPath(new URL('../../../README.md', import.meta.url))
const page = readFileSync(file, 'utf8')
const SECTION = /(## Run the service\n[\s\S]*?```console\n)([\s\S]*?)(```)/
const bench = new Bench()
afterAll(() => bench.remove())

const which = (program: string): string | null => {
  try {
    return execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim()
  } catch {
    return null
  }
}
const curl = which('curl')

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => {
    probe.once('listening', resolve)
  })
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => {
    probe.close(resolve)
  })
  return port
}

/** A program that stands before another of its name. */
function stand(name: string, script: string): void {
  const path = `${bench.folder}/bin/${name}`
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
}

test.skipIf(curl === null)(
  `README.md shows what the service answers${curl === null ? ': there is no curl' : ''}`,
  async () => {
    const port = await freePort()
    stand('npx', 'exec "$@"')
    // As it is printed, but for the port, which another program of this machine may have.
    stand(
      'curl',
      `for last; do :; done; n=$(($# - 1)); i=0\nfor a; do shift; i=$((i + 1)); [ $i -le $n ] && set -- "$@" "$a"; done\nexec ${curl} "$@" "$(printf %s "$last" | sed s/:8787/:${port}/)"`,
    )
    const block = SECTION.exec(page)?.[2] ?? ''
    const commands = block.split('\n').filter((line) => line.startsWith('$ '))
    expect(commands.filter((line) => line.startsWith('$ curl ')).length).toBe(3)
    const played = commands.map((line) => {
      const command = line.slice(2)
      return `printf '%s\\n' ${quoted(line)}\n${command}\n[ -z "$(tail -c1 out)" ] || echo`
    })
    const script = `exec > out 2> err\n${played.join('\n')}\nkill $!\nwait $!`
    const { status } = await bench.shell(script, { env: { ALACRITY_PORT: String(port) } })
    const printed = readFileSync(bench.path('out'), 'utf8')
    const log = readFileSync(bench.path('market.log'), 'utf8')
    expect({ status, log }).toEqual({ status: 0, log })
    const renewed = page.replace(SECTION, (_, before: string, __, after: string) => {
      return `${before}${printed}${after}`
    })
    if (process.env['ALACRITY_WRITE_DOCS'] === '1') writeFileSync(file, renewed)
    expect(readFileSync(file, 'utf8')).toBe(renewed)
  },
  300_000,
)

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
