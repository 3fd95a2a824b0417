import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { builtPages } from '../demo/pages.ts'
import { testFolder } from './support/stage.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const program = 'examples/marketplace/bin/build-pages.mjs'
let folder = ''
beforeAll(() => {
  folder = testFolder()
})

/** Installs nothing: runs what comes after an installation, in a tree that has nothing else. */
function afterInstalling(env: Readonly<Record<string, string>> = {}): [number | null, string] {
  const tree = join(folder, 'tree')
  mkdirSync(tree, { recursive: true })
  cpSync(join(root, program), join(tree, program))
  const { status, stderr } = spawnSync(process.execPath, [join(tree, program)], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  })
  return [status, stderr]
}

describe('the pages', () => {
  test('are built with an installation, which goes well without them too', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      readonly scripts: Readonly<Record<string, string>>
    }
    expect(scripts['prepare']).toBe(`node ${program}`)
    const [status, said] = afterInstalling()
    expect(said).toContain('the pages are left to npm start')
    expect(status).toBe(0)
    expect(afterInstalling({ ALACRITY_PAGES: 'later' })).toEqual([0, ''])
  })

  test('are taken as they are while nothing they are made of is younger', async () => {
    const built = join(folder, 'site/dist')
    mkdirSync(built, { recursive: true })
    for (const name of ['vite.config.ts', 'dist/index.html']) {
      writeFileSync(join(folder, 'site', name), '')
    }
    const said: string[] = []
    const site = { folder: relative(root, join(folder, 'site')), from: [] }
    const how = { build: true, say: (line: string) => said.push(line) }
    const future = new Date(Date.parse('2100-01-01T00:00:00Z'))
    utimesSync(join(built, 'index.html'), future, future)
    expect(await builtPages(site, how)).toBe(built)
    expect(said).toEqual([])

    const later = new Date(future.getTime() + 1_000)
    utimesSync(join(folder, 'site/vite.config.ts'), later, later)
    expect(await builtPages(site, { ...how, build: false })).toBe(built)
    // There is no vite where this site lies: what is stale is not shown, and the reason is told.
    expect(await builtPages(site, how)).toBeNull()
    expect(said.join('\n')).toContain('vite is not installed')
  })
})
