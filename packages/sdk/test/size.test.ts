import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'

const source = fileURLToPath(new URL('../src/index.ts', import.meta.url))

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'alacrity-size-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Bytes of a program that uses so much of the client, minified and compressed. */
async function sizeOf(name: string, program: string): Promise<number> {
  const entry = join(folder, `${name}.ts`)
  writeFileSync(entry, program)
  await build({
    configFile: false,
    logLevel: 'silent',
    root: folder,
    build: { outDir: name, minify: true, lib: { entry, formats: ['es'], fileName: name } },
  })
  const [file = ''] = readdirSync(join(folder, name))
  return gzipSync(readFileSync(join(folder, name, file))).length
}

test('the whole client is under 8 kB, and what is not used costs nothing', async () => {
  const whole = await sizeOf('whole', `export * from ${JSON.stringify(source)}`)
  const webhooks = await sizeOf(
    'webhooks',
    `export { verifyWebhook } from ${JSON.stringify(source)}`,
  )
  expect(whole).toBeGreaterThan(2_000)
  expect(whole).toBeLessThan(8_000)
  expect(webhooks).toBeLessThan(1_200)
})
