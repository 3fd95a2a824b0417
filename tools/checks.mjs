// Everything that is checked without running a test, each with the command that checks it.
import { programs } from './run.mjs'

const { biome, depcruise, knip, oxlint, tsc6, tsc7 } = programs

const cruised = ['--config', '.dependency-cruiser.mjs', 'packages', 'examples', 'bench', 'tools']

/** @type {Record<string, { about: string, commands: string[][], slow?: boolean }>} */
export const checks = {
  types: {
    about: 'types, by the fast compiler',
    commands: [
      [tsc7, '-p', '.'],
      [tsc7, '-p', 'packages/engine'],
      [tsc7, '-p', 'packages/web'],
      [tsc7, '-p', 'packages/sdk'],
      [tsc7, '-p', 'packages/badge'],
      [tsc7, '-p', 'examples/badge'],
      [tsc7, '-p', 'examples/marketplace/pages'],
    ],
  },
  'types-6': {
    about: 'types, by the compiler that the other tools use',
    // It says what the fast one says, in five times the time: `npm test` asks both.
    slow: true,
    commands: [
      [tsc6, '-p', '.'],
      [tsc6, '-p', 'packages/engine'],
      [tsc6, '-p', 'packages/web'],
      [tsc6, '-p', 'packages/sdk'],
      [tsc6, '-p', 'packages/badge'],
      [tsc6, '-p', 'examples/badge'],
      [tsc6, '-p', 'examples/marketplace/pages'],
    ],
  },
  lint: { about: 'rules of style, type-aware', commands: [[oxlint, '--format=unix']] },
  format: { about: 'formatting', commands: [[biome, 'format', '--max-diagnostics=none', '.']] },
  layers: { about: 'who imports whom', commands: [[depcruise, ...cruised]] },
  dead: { about: 'unused files, exports and dependencies', commands: [[knip]] },
  spec: { about: 'a test for every rule', commands: [['tools/spec-coverage.mjs']] },
  docs: { about: 'links in the documents', commands: [['tools/docs-check.mjs']] },
  pins: { about: 'exact versions, no registry host', commands: [['tools/pins-check.mjs']] },
}
