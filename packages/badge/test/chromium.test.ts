import { spawnSync } from 'node:child_process'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const module = fileURLToPath(new URL('../../../tools/chromium.mjs', import.meta.url))
const open = `
  const { openChromium } = await import(${JSON.stringify(module)})
  console.log(await openChromium().catch((error) => 'rejected: ' + error.message))`

function said(env: Readonly<Record<string, string>>): string {
  const { stdout } = spawnSync(execPath, ['--input-type=module', '-e', open], {
    env,
    encoding: 'utf8',
    timeout: 20_000,
  })
  return stdout.trim()
}

test('where there is no browser a suite is skipped by name, and fails in CI', () => {
  const reason = 'no Chromium: install one, or name it in ALACRITY_TEST_CHROMIUM'
  expect(said({ PATH: '/nowhere' })).toBe(reason)
  expect(said({ PATH: '/nowhere', CI: 'true' })).toBe(`rejected: ${reason}`)
  // One that is named and is none is a fault, not a skip.
  expect(said({ PATH: '/nowhere', ALACRITY_TEST_CHROMIUM: '/nowhere/chromium' })).toMatch(
    /^rejected: .*\/nowhere\/chromium/,
  )
})
