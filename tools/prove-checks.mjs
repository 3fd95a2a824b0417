// Proves that every check can fail, each for the reasons it is there for. The layers have their own.
import { exit, stdout } from 'node:process'
import { prove } from './proof.mjs'
import { Tally } from './tally.mjs'

const engine = 'packages/engine/src/turn/'
const bulk = 'packages/bulk/src/'

const slashes = (path) => path.replaceAll('\\', '/')

// --- types: `path(line,column): error TS1234: …`

const typesFindings = (output) =>
  [...output.matchAll(/^(\S+)\(\d+,\d+\): error (TS\d+):/gm)].map(
    ([, file, code]) => `${slashes(file)} ${code};`,
  )

function typesPlant(file, code, text) {
  return { file, text, expect: `${file} ${code};` }
}

const typesPlants = [
  typesPlant(`${engine}zz-types-1.ts`, 'TS2322', "export const wrong: number = 'text'\n"),
  // Node's types are there for everyone but the engine, and the browser's for no one.
  typesPlant(`${engine}zz-types-2.ts`, 'TS2591', 'export const title: string = process.title\n'),
  typesPlant(`${engine}zz-types-3.ts`, 'TS2584', 'export const page: unknown = document\n'),
  typesPlant(`${bulk}zz-types-4.ts`, 'TS1294', 'export enum Kind {\n  one,\n}\n'),
  typesPlant(
    `${bulk}zz-types-5.ts`,
    'TS2322',
    'export const first = (list: readonly number[]): number => list[0]\n',
  ),
  typesPlant(
    `${bulk}zz-types-6.ts`,
    'TS2375',
    'export const none: { readonly of?: number } = { of: undefined }\n',
  ),
  typesPlant('packages/engine/test/zz-types-7.ts', 'TS2322', "export const n: number = ''\n"),
  typesPlant('bench/zz-types-8.ts', 'TS2322', "export const n: number = ''\n"),
]

// --- lint: `path:line:column: message [Error/plugin(rule)]`

const lintFindings = (output) =>
  [...output.matchAll(/^(\S+?):\d+:\d+: .*\[Error\/(.+)\]$/gm)].map(
    ([, file, rule]) => `${slashes(file)} ${rule};`,
  )

function lintPlant(file, rule, text) {
  return { file, text, expect: `${file} ${rule};` }
}

const forbiddenGlobals = [
  'Date.now()',
  'performance.now()',
  'process.title',
  'globalThis.name',
  "fetch('')",
  'setTimeout(() => {}, 1)',
  'setInterval(() => {}, 1)',
  'setImmediate(() => {})',
  'queueMicrotask(() => {})',
  'crypto.randomUUID()',
  "new Intl.NumberFormat('en')",
]

const forbiddenProperties = ['Math.random()', 'Temporal.Now.instant()']

const statements = (count) => Array.from({ length: count }, (_, i) => `  n += ${i}\n`).join('')

const lintPlants = [
  ...forbiddenGlobals.map((use, i) =>
    lintPlant(
      `${engine}zz-global-${i}.ts`,
      'eslint(no-restricted-globals)',
      `export const got: unknown = ${use}\n`,
    ),
  ),
  ...forbiddenProperties.map((use, i) =>
    lintPlant(
      `${engine}zz-property-${i}.ts`,
      'eslint(no-restricted-properties)',
      `export const got: unknown = ${use}\n`,
    ),
  ),
  lintPlant(
    `${bulk}zz-lint-1.ts`,
    'typescript(no-floating-promises)',
    'const later = async (): Promise<number> => 1\nexport function go(): void {\n  later()\n}\n',
  ),
  lintPlant(
    `${bulk}zz-lint-2.ts`,
    'typescript(switch-exhaustiveness-check)',
    "export function go(kind: 'a' | 'b'): number {\n  switch (kind) {\n    case 'a':\n      return 1\n  }\n  return 0\n}\n",
  ),
  lintPlant(`${bulk}zz-lint-3.ts`, 'typescript(no-explicit-any)', 'export const a: any = 1\n'),
  lintPlant(
    `${bulk}zz-lint-4.ts`,
    'typescript(no-non-null-assertion)',
    'export const first = (list: readonly number[]): number => list[0]!\n',
  ),
  lintPlant(`${bulk}zz-lint-5.ts`, 'import(no-default-export)', 'export default 1\n'),
  lintPlant(`${bulk}zz-lint-6.ts`, 'eslint(no-console)', "console.log('seen')\n"),
  lintPlant(
    `${bulk}zz-lint-7.ts`,
    'eslint(max-params)',
    'export const four = (a: 1, b: 2, c: 3, d: 4): number => a + b + c + d\n',
  ),
  lintPlant(
    `${bulk}zz-lint-8.ts`,
    'eslint(max-lines-per-function)',
    `export function long(): number {\n  let n = 0\n${statements(70)}  return n\n}\n`,
  ),
  lintPlant(
    `${bulk}zz-lint-9.ts`,
    'eslint(max-lines)',
    `export let n = 0\n${statements(401).replaceAll('  n', 'n')}`,
  ),
  lintPlant(
    `${bulk}zz-lint-10.ts`,
    'typescript(explicit-module-boundary-types)',
    'export function inferred() {\n  return 1\n}\n',
  ),
]

// --- the others say it in a line of text

const said = (file, text, expect) => ({ file, text, expect })
const edited = (file, edit, expect) => ({ file, edit, expect })
const andAlso = (line) => (text) => `${text}\n${line}\n`

function editJson(change) {
  return (text) => {
    const value = JSON.parse(text)
    change(value)
    return `${JSON.stringify(value, null, 2)}\n`
  }
}

const formatPlants = [
  said(`${bulk}zz-format.ts`, 'export const a = "double";\n', `${bulk}zz-format.ts format`),
  said('tools/zz-format.mjs', 'export const a = "double";\n', 'tools/zz-format.mjs format'),
]

const deadPlants = [
  said(`${bulk}zz-dead-file.ts`, 'export {}\n', `${bulk}zz-dead-file.ts`),
  // Something imports this file, and nothing that one export.
  said(`${bulk}zz-dead.ts`, 'export const used = 1\nexport const zzNobody = 2\n', 'zzNobody'),
  edited(
    'packages/cli/package.json',
    editJson((manifest) => {
      manifest.dependencies.acorn = '1.0.0'
    }),
    'acorn',
  ),
]

// The rules ZZ1 to ZZ4 against a test that quotes ZZ3, ZZ4 by a table of cases, and ZZ9, which is none.
const specTest = `import { expect, test } from 'vitest'
import { used } from '../src/zz-dead.ts'

// [ZZ1] in a comment is no test.
test.skip('[ZZ2] in a test that is skipped is no test', () => {})
test('[ZZ3] and [ZZ9] in a title', () => {
  expect(used).toBe(1)
})
test.each([{ rule: 1 }])('[ZZ4] in the title of a table, whose $rule is not read', () => {
  expect(used).toBe(1)
})
`
const specRules = ['ZZ1', 'ZZ2', 'ZZ3', 'ZZ4'].map((id) => `- **${id}** A rule.`).join('\n')

const specPlants = [
  edited('spec/SPEC.md', andAlso(specRules), 'ZZ1 has no test'),
  { file: 'spec/SPEC.md', expect: 'ZZ2 has no test' },
  { file: 'spec/SPEC.md', expect: 'ZZ3 has no test', allowed: true },
  { file: 'spec/SPEC.md', expect: 'ZZ4 has no test', allowed: true },
  said('packages/bulk/test/zz-spec.test.ts', specTest, 'ZZ9 is not a rule'),
]

const links = `[a](zz-nowhere.md), [b](../spec/SPEC.md#zz-nowhere), [c](../../zz-outside.md),
[d](../spec/SPEC.md#words), \`[e](zz-in-code.md)\`
`
const docsPlants = [
  said('docs/zz-plant.md', links, 'zz-nowhere.md leads nowhere'),
  { file: 'docs/zz-plant.md', expect: 'SPEC.md#zz-nowhere names no heading' },
  { file: 'docs/zz-plant.md', expect: 'zz-outside.md leads out of the project' },
  { file: 'docs/zz-plant.md', expect: '#words', allowed: true },
  { file: 'docs/zz-plant.md', expect: 'zz-in-code.md', allowed: true },
]

const pinsPlants = [
  edited(
    'bench/package.json',
    editJson((manifest) => {
      manifest.dependencies.acorn = '^1.0.0'
    }),
    'bench/package.json: acorn ^1.0.0 is not an exact version',
  ),
  edited(
    'package-lock.json',
    editJson((lock) => {
      lock.packages['node_modules/vitest'].resolved = 'https://registry.example/vitest.tgz'
    }),
    'node_modules/vitest names a registry',
  ),
]

// --- the run of the tests itself: what fails is counted, also what fails before any test exists

const testsPlants = [
  {
    file: 'packages/engine/test/zz-run.test.ts',
    text: `import { expect, test } from 'vitest'
test('runs far from UTC', () => {
  expect(Temporal.Now.timeZoneId()).toBe('Pacific/Chatham')
})
test('is wrong', () => {
  expect(1).toBe(2)
})
test('is left out', (context) => {
  context.skip('zz because')
})
`,
    name: 'a test that fails, and counts it beside the others',
    expect: '1 passed, 2 failed, 1 skipped',
  },
  {
    file: 'packages/engine/test/zz-run-not.test.ts',
    text: "import './zz-nowhere.ts'\n",
    name: 'a file of tests that cannot be loaded',
    expect: 'failed   tests: packages/engine/test/zz-run-not.test.ts',
  },
  {
    file: 'packages/engine/test/zz-run.test.ts',
    name: 'why a test is skipped',
    expect: 'zz because',
  },
]

/** @param {Tally} tally */
export async function proveChecks(tally) {
  await prove(tally, [
    { check: 'types', findings: typesFindings, plants: typesPlants },
    { check: 'types-6', findings: typesFindings, plants: typesPlants },
    { check: 'lint', findings: lintFindings, plants: lintPlants },
    { check: 'format', plants: formatPlants },
    { check: 'dead', plants: deadPlants },
    { check: 'spec', plants: specPlants },
    { check: 'docs', plants: docsPlants },
    { check: 'pins', plants: pinsPlants },
  ])
  // By itself, since a test file that cannot be loaded would keep the others from being listed.
  const commands = [['tools/test.mjs', 'tests', 'zz-run']]
  await prove(tally, [{ check: 'tests', commands, plants: testsPlants }])
}

if (import.meta.main) {
  const tally = new Tally()
  await proveChecks(tally)
  stdout.write(`${tally.line}\n`)
  exit(tally.good ? 0 : 1)
}
