// Proves that every rule about imports can fail, and that what the table allows passes.
import { exit, stdout } from 'node:process'
import config from '../.dependency-cruiser.mjs'
import { prove } from './proof.mjs'
import { Tally } from './tally.mjs'

const engine = 'packages/engine/src/'
const stages = ['base', 'event', 'turn', 'clock', 'policy', 'assess', 'label', 'disclose']
const beside = ['member', 'report', 'lint']

// The targets are planted too, so that no plant depends on how a stage names its files.
const TARGET = 'export const target = 1\nexport type Target = number\n'
const scenery = [
  ...[...stages, ...beside].map((folder) => `${engine}${folder}/zz-target.ts`),
  'packages/bulk/src/zz-target.ts',
  'packages/cli/src/zz-target.ts',
  'packages/sample/src/zz-target.ts',
  'examples/marketplace/demo/zz-target.ts',
  'bench/zz-target.ts',
  ...['base', 'ingest', 'assess', 'publish', 'read', 'act', 'deliver', 'http'].map(
    (folder) => `packages/server/src/${folder}/zz-target.ts`,
  ),
  ...['strings', 'data', 'ui', 'shell', 'member', 'operator'].map(
    (folder) => `packages/web/src/${folder}/zz-target.ts`,
  ),
].map((file) => ({ file, text: TARGET }))

const value = (path) => `import { target } from '${path}'\nexport const got: number = target\n`
const type = (path) => `import type { Target } from '${path}'\nexport type Got = Target\n`
const effect = (path) => `import '${path}'\n`

let serial = 0

/** One plant: a file of its own in `folder`, which has to break `rule`. */
function plant(folder, text, rule) {
  serial += 1
  const file = `${folder}zz-plant-${serial}.ts`
  return { file, text, expect: `${file} breaks ${rule};` }
}

const server = 'packages/server/src/'
const web = 'packages/web/src/'
const inServer = (folder, text) => layer(`${server}${folder}/`, text)
/** A plant in a file that has a row of its own. */
const appended = (file, text, rule) => ({
  file,
  edit: (own) => `${text}${own}`,
  expect: `${file} breaks ${rule};`,
})

const layer = (folder, text, row = folder) => plant(folder, text, `layer ${row}`)
const inEngine = (stage, text) => layer(`${engine}${stage}/`, text)

/** What the table allows: no rule at all may speak of it. */
function control(folder, text) {
  const made = plant(folder, text, '')
  return { ...made, expect: `${made.file} breaks`, allowed: true }
}

// Only one file of a circle is named, and which one is not for us to say.
const cycle = {
  ...plant('packages/bulk/src/', effect('./zz-cycle.ts'), 'no-cycle'),
  expect: ' breaks no-cycle;',
}
const closing = effect(cycle.file.replace('packages/bulk/src/', './'))
scenery.push({ file: 'packages/bulk/src/zz-cycle.ts', text: closing })

const plants = [
  inEngine('base', value('../event/zz-target.ts')),
  inEngine('event', value('../turn/zz-target.ts')),
  inEngine('event', type('../turn/zz-target.ts')),
  inEngine('turn', value('../clock/zz-target.ts')),
  inEngine('turn', value('../policy/zz-target.ts')),
  inEngine('clock', value('../turn/zz-target.ts')),
  inEngine('policy', type('../turn/zz-target.ts')),
  plant(
    `${engine}policy/`,
    value('../clock/zz-target.ts'),
    `types-only ${engine}policy/ ${engine}clock/`,
  ),
  inEngine('assess', value('../label/zz-target.ts')),
  inEngine('label', value('../disclose/zz-target.ts')),
  inEngine('disclose', value('../clock/zz-target.ts')),
  inEngine('member', value('../assess/zz-target.ts')),
  plant(
    `${engine}member/`,
    value('../policy/zz-target.ts'),
    `types-only ${engine}member/ ${engine}policy/`,
  ),
  inEngine('report', value('../disclose/zz-target.ts')),
  plant(
    `${engine}report/`,
    value('../policy/zz-target.ts'),
    `types-only ${engine}report/ ${engine}policy/`,
  ),
  inEngine('lint', value('../report/zz-target.ts')),
  inEngine('label', value('../report/zz-target.ts')),
  inEngine('assess', value('../../../bulk/src/zz-target.ts')),
  {
    file: `${engine}index.ts`,
    edit: (text) => `${text}\nimport '../../bulk/src/zz-target.ts'\n`,
    expect: `${engine}index.ts breaks layer ${engine}index.ts;`,
  },
  ...[`${engine}reading.ts`, `${engine}scoring.ts`].map((file) =>
    appended(file, value('./policy/zz-target.ts'), `layer ${file}`),
  ),
  plant(`${engine}turn/`, effect('node:fs'), `pure ${engine}`),
  plant(`${engine}turn/`, effect('hyparquet'), `pure ${engine}`),
  layer('packages/bulk/src/', value('../../engine/src/turn/zz-target.ts')),
  layer('packages/bulk/src/', value('../../cli/src/zz-target.ts')),
  plant(
    'packages/bulk/src/',
    effect('@alacrity/engine'),
    `types-only packages/bulk/src/ ${engine}index.ts`,
  ),
  plant('packages/bulk/src/', effect('../../engine/src/index.ts'), 'by-name'),
  layer('packages/store/src/', value('../../bulk/src/zz-target.ts')),
  layer('packages/store/test/', value('../../engine/src/turn/zz-target.ts')),
  layer('packages/sample/src/', value('../../cli/src/zz-target.ts')),
  layer('packages/cli/src/', value('../../engine/src/event/zz-target.ts')),
  layer('packages/cli/src/', value('../../bulk/src/zz-target.ts')),
  layer('packages/cli/bin/', value('../../bulk/src/zz-target.ts')),
  layer('packages/engine/test/', value('../../bulk/src/zz-target.ts')),
  layer('packages/bulk/test/', value('../../cli/src/zz-target.ts')),
  layer('packages/cli/test/', value('../../engine/src/turn/zz-target.ts')),
  layer('packages/sdk/src/', type('@alacrity/engine').replaceAll('Target', 'Event')),
  appended('packages/sdk/build.mjs', effect('./src/index.ts'), 'layer packages/sdk/build.mjs'),
  layer('packages/sdk/test/', value('../../server/src/http/zz-target.ts')),
  layer('packages/badge/src/', effect('@alacrity/sdk')),
  layer('packages/badge/test/', value('../../server/src/http/zz-target.ts')),
  appended(
    'packages/badge/vite.config.ts',
    effect('./src/index.ts'),
    'layer packages/badge/vite.config.ts',
  ),
  inServer('base', value('../http/zz-target.ts')),
  plant(
    `${server}base/`,
    effect('@alacrity/store'),
    `types-only ${server}base/ packages/store/src/index.ts`,
  ),
  appended(`${server}clock.ts`, effect('./base/zz-target.ts'), `layer ${server}clock.ts`),
  appended(
    `${server}clock.ts`,
    effect('@alacrity/engine'),
    `types-only ${server}clock.ts packages/engine/src/index.ts`,
  ),
  appended(`${server}config.ts`, effect('./base/zz-target.ts'), `layer ${server}config.ts`),
  inServer('access', value('../read/zz-target.ts')),
  plant(
    `${server}access/`,
    effect('../config.ts'),
    `types-only ${server}access/ ${server}config.ts`,
  ),
  inServer('ingest', value('../assess/zz-target.ts')),
  inServer('assess', value('../publish/zz-target.ts')),
  inServer('publish', value('../read/zz-target.ts')),
  inServer('read/published', value('../zz-target.ts')),
  inServer('read/published', value('../../assess/zz-target.ts')),
  inServer('read/published', value('../../base/zz-target.ts')),
  plant(
    `${server}read/published/`,
    effect('@alacrity/store'),
    `types-only ${server}read/published/ packages/store/src/index.ts`,
  ),
  inServer('read', value('../publish/zz-target.ts')),
  inServer('act', value('../deliver/zz-target.ts')),
  inServer('deliver', value('../http/zz-target.ts')),
  inServer('http', value('../../../cli/src/zz-target.ts')),
  inServer('operate', value('../../../cli/src/zz-target.ts')),
  layer(server, value('../../engine/src/turn/zz-target.ts')),
  layer('packages/server/test/', value('../../engine/src/turn/zz-target.ts')),
  control(
    `${server}read/published/`,
    type('@alacrity/store').replace('Target', 'Store').replace('Target', 'Store'),
  ),
  layer(`${web}strings/`, value('../data/zz-target.ts')),
  layer(`${web}data/`, value('../ui/zz-target.ts')),
  layer(`${web}ui/`, value('../shell/zz-target.ts')),
  layer(`${web}shell/`, effect('@alacrity/server')),
  layer(`${web}member/`, value('../operator/zz-target.ts')),
  layer(`${web}operator/`, value('../member/zz-target.ts')),
  layer(web, value('../../cli/src/zz-target.ts')),
  layer('packages/web/test/', value('../../cli/src/zz-target.ts')),
  layer('packages/web/tools/', value('../../cli/src/zz-target.ts')),
  appended(
    'packages/web/vite.config.ts',
    effect('./src/ui/zz-target.ts'),
    'layer packages/web/vite.config.ts',
  ),
  layer('examples/badge/', effect('@alacrity/sdk')),
  layer('examples/marketplace/src/', value('../demo/zz-target.ts')),
  layer('examples/marketplace/src/', effect('@alacrity/server')),
  layer('examples/marketplace/demo/', effect('@alacrity/store')),
  layer('examples/marketplace/pages/', type('../demo/zz-target.ts')),
  layer('examples/marketplace/pages/', effect('@alacrity/sdk')),
  plant(
    'examples/marketplace/pages/',
    effect('../src/shapes.ts'),
    'types-only examples/marketplace/pages/ examples/marketplace/src/shapes.ts',
  ),
  layer('examples/marketplace/bin/', effect('@alacrity/server')),
  layer('examples/marketplace/test/', effect('@alacrity/store')),
  plant(
    'examples/marketplace/demo/',
    effect('../../../packages/server/src/index.ts'),
    'by-name-in-example',
  ),
  control('examples/marketplace/demo/', effect('@alacrity/server')),
  layer('bench/', value('../packages/cli/src/zz-target.ts')),
  layer('tools/', value('../bench/zz-target.ts')),
  cycle,
  plant('packages/unlisted/src/', effect('@alacrity/engine'), 'unlisted'),
  plant('packages/bulk/src/', effect('acorn'), 'not-declared'),
  plant('packages/bulk/src/', effect('vitest'), 'not-declared'),
  plant('packages/bulk/test/', effect('acorn'), 'not-declared-in-test'),
  plant('packages/bulk/src/', effect('./zz-nowhere.ts'), 'not-found'),
  control(`${engine}policy/`, type('../clock/zz-target.ts')),
  control(`${engine}label/`, value('../assess/zz-target.ts')),
  control(`${engine}event/`, value('../base/zz-target.ts')),
  control('packages/bulk/src/', effect('@alacrity/engine/reading')),
  control('packages/bulk/src/', effect('node:fs')),
  control('packages/bulk/test/', effect('vitest')),
  control('packages/bulk/test/', effect('fast-check')),
  control('packages/engine/test/', value('../src/turn/zz-target.ts')),
]

const VIOLATION = /^\s*error (.+?): (\S+)(?: → |$)/gm

const findings = (output) =>
  [...output.matchAll(VIOLATION)].map(([, rule, from]) => `${from} breaks ${rule};`)

const looked = (output) => Number(/\b(\d+) modules/.exec(output)?.[1] ?? 0)

/** @param {Tally} tally */
export async function proveLayers(tally) {
  const unproven = config.forbidden.filter(
    ({ name }) => !plants.some(({ expect }) => expect.endsWith(` breaks ${name};`)),
  )
  for (const { name } of unproven) {
    tally.report({ suite: 'prove layers', name: `no plant breaks ${name}`, status: 'failed' })
  }
  await prove(tally, [{ check: 'layers', findings, looked, plants }], scenery)
}

if (import.meta.main) {
  const tally = new Tally()
  await proveLayers(tally)
  stdout.write(`${tally.line}\n`)
  exit(tally.good ? 0 : 1)
}
