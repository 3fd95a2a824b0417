// Makes the client as a package for projects outside this repository: node build.mjs [FOLDER], otherwise dist/.
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { argv, exit, stderr } from 'node:process'
import { fileURLToPath } from 'node:url'
import { programs, root, run } from '../../tools/run.mjs'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const into = argv[2] ?? here('dist')

rmSync(into, { recursive: true, force: true })
const { status, output } = await run([
  programs.tsc7,
  '--project',
  here('tsconfig.build.json'),
  '--outDir',
  into,
])
if (status !== 0) {
  stderr.write(output)
  exit(status)
}
const { name, version, description, license, type, sideEffects } = JSON.parse(
  readFileSync(here('package.json'), 'utf8'),
)
const described = { name, version, description, license, type, sideEffects }
const made = {
  ...described,
  // The oldest version that has `AbortSignal.any`.
  engines: { node: '>=20.3' },
  exports: { '.': { types: './index.d.ts', default: './index.js' } },
}
writeFileSync(join(into, 'package.json'), `${JSON.stringify(made, null, 2)}\n`)
copyFileSync(join(root, 'LICENSE'), join(into, 'LICENSE'))
