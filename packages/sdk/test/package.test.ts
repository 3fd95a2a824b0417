import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env, execPath } from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startService } from './support/service.ts'

const service = await startService()
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
// What an npm that runs these tests says of itself is not meant for another.
const plain = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('npm_')))

/** A project elsewhere: nothing of this repository is near. */
const project = mkdtempSync(join(tmpdir(), 'alacrity-elsewhere-'))
const run = (program: string, ...words: readonly string[]) =>
  promisify(execFile)(program, words, { cwd: project, env: plain })
const write = (name: string, text: string) => writeFileSync(join(project, name), text)
const npm = (...words: readonly string[]) => run('npm', ...words, '--no-audit', '--no-fund')

describe('the client as a package', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    write('package.json', '{ "name": "shop", "type": "module", "private": true }')
    await run(execPath, here('../build.mjs'), join(project, 'dist'))
    await npm('pack', './dist')
    await npm('install', '--offline', './alacrity-sdk-0.0.0.tgz')
  }, 60_000)
  afterAll(() => rmSync(project, { recursive: true, force: true }))

  test('is plain JavaScript with its types and its licence, for every export', async () => {
    const installed = join(project, 'node_modules/@alacrity/sdk')
    const files = readdirSync(installed)
    expect(files.filter((name) => /(?<!\.d)\.ts$/.test(name))).toEqual([])
    expect(files).toContain('LICENSE')
    const { exports, engines, dependencies } = JSON.parse(
      readFileSync(join(installed, 'package.json'), 'utf8'),
    ) as { exports: { '.': Record<string, string> }; engines: object; dependencies?: object }
    expect(Object.keys(exports['.'])).toEqual(['types', 'default'])
    for (const path of Object.values(exports['.']))
      expect(existsSync(join(installed, path))).toBe(true)
    expect([engines, dependencies]).toEqual([{ node: '>=20.3' }, undefined])
  })

  test('asks the service, and its errors are told by their class', async () => {
    write(
      'try.mjs',
      `import * as sdk from '@alacrity/sdk'
       const alacrity = sdk.createAlacrity({ baseUrl: process.argv[2] })
       console.log(JSON.stringify(await alacrity.labels.many(['ada', 'bob'])))
       await alacrity.member('ada').score().catch((error) => console.log(error instanceof sdk.AlacrityError, error.code))
       console.log(Object.keys(sdk).sort().join())`,
    )
    const { stdout } = await run(execPath, 'try.mjs', service.url())
    expect(stdout).toBe(
      '[[],[]]\ntrue unauthenticated\nAlacrityError,createAlacrity,verifyWebhook\n',
    )
  })

  test.each(['nodenext', 'bundler'])('has its types, resolved by %s', async (moduleResolution) => {
    const compilerOptions = {
      strict: true,
      noEmit: true,
      module: moduleResolution === 'nodenext' ? 'nodenext' : 'esnext',
      moduleResolution,
      lib: ['es2022', 'dom'],
      types: [],
    }
    write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['use.ts'] }))
    const compile = async (type: string): Promise<string> => {
      write(
        'use.ts',
        `import { createAlacrity } from '@alacrity/sdk'
         const { score } = await createAlacrity({ baseUrl: '/' }).member('ada').score()
         export const shown: ${type} = score`,
      )
      const tsc = here('../../../node_modules/typescript-7/bin/tsc')
      return run(execPath, tsc, '-p', '.').then(
        ({ stdout }) => stdout,
        (error: { readonly stdout: string }) => error.stdout,
      )
    }
    expect(await compile('number | null')).toBe('')
    // Control: a mistake is found.
    expect(await compile('string')).toContain("Type 'number | null' is not assignable")
  })
})
