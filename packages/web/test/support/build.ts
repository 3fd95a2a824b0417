import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { env, execPath } from 'node:process'
import { fileURLToPath } from 'node:url'
import { madeOnce } from '../../../../tools/made-once.mjs'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const VITE = join(
  dirname(createRequire(import.meta.url).resolve('vite/package.json')),
  'bin/vite.js',
)

/** The folder of the pages, built as they are shipped. */
export function builtPages(): Promise<string> {
  return madeOnce('web', (folder) => {
    const { status, stderr } = spawnSync(
      execPath,
      [VITE, 'build', '--outDir', folder, '--emptyOutDir', '--logLevel', 'error'],
      { cwd: ROOT, env: { ...env, NODE_ENV: 'production' }, encoding: 'utf8', timeout: 120_000 },
    )
    if (status !== 0) throw new Error(`the pages could not be built:\n${stderr}`)
  })
}
