import { layers, pure } from './tools/layers.mjs'

const begins = (prefix) => `^${prefix.replaceAll('.', '\\.')}`
const TEST = '^(packages|examples)/[^/]+/test/'
const UNDECLARED = ['npm-no-pkg', 'npm-unknown', 'unknown']
const OURS = '^(packages|examples|bench|tools|spec)/'

function layerRules([from, { may, types = [] }]) {
  const own = [from, ...may].map(begins)
  const rule = (name, to) => ({ name, severity: 'error', from: { path: begins(from) }, to })
  return [
    rule(`layer ${from}`, { path: OURS, pathNot: [...own, ...types.map(begins)] }),
    ...types.map((path) =>
      rule(`types-only ${from} ${path}`, { path: begins(path), dependencyTypesNot: ['type-only'] }),
    ),
  ]
}

export default {
  forbidden: [
    ...Object.entries(layers).flatMap(layerRules),
    ...pure.map((from) => ({
      name: `pure ${from}`,
      severity: 'error',
      from: { path: begins(from) },
      to: { pathNot: OURS },
    })),
    {
      name: 'by-name',
      comment: 'another package is imported by its name, never by a path into its folder',
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: { path: '^packages/', pathNot: '^packages/$1/', dependencyTypes: ['local'] },
    },
    {
      name: 'by-name-in-example',
      comment: 'an example imports what its reader would install',
      severity: 'error',
      from: { path: '^examples/' },
      to: { path: '^packages/', dependencyTypes: ['local'] },
    },
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'unlisted',
      comment: 'every source file belongs to a row of the table',
      severity: 'error',
      from: { path: '^(packages|examples)/', pathNot: Object.keys(layers).map(begins) },
      to: {},
    },
    {
      name: 'not-declared',
      severity: 'error',
      from: { pathNot: TEST },
      to: { dependencyTypes: UNDECLARED },
    },
    {
      name: 'not-declared-in-test',
      comment: 'the tools of testing are declared once, at the root',
      severity: 'error',
      from: { path: TEST },
      to: {
        dependencyTypes: UNDECLARED,
        pathNot: '(^|/)node_modules/(vitest|fast-check|playwright-core)/',
      },
    },
    { name: 'not-found', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    // What is built from the sources, not what others built: that has to be declared.
    exclude: { path: ['^(packages|examples)/[^/]+/dist/', '^packages/bulk/kernel/'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  },
}
