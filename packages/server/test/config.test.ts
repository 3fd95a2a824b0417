import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { parseSettings, SETTING_NAMES, settingsSummary, settingsTable } from '../src/config.ts'

const good = (environment: Record<string, string>, file: unknown = null) => {
  const parsed = parseSettings(environment, file)
  if (!parsed.ok) throw new Error(parsed.faults.join('\n'))
  return parsed.settings
}
const faults = (environment: Record<string, string>, file: unknown = null) => {
  const parsed = parseSettings(environment, file)
  return parsed.ok ? [] : parsed.faults
}
const key = { id: 'market', role: 'ingest', sha256: 'ab'.repeat(32) }

describe('settings', () => {
  test('nothing given is a service on this machine alone', () => {
    expect(good({})).toMatchObject({
      host: '127.0.0.1',
      policy: 'alacrity/1',
      database: 'alacrity.db',
    })
  })

  test('the environment goes before the file', () => {
    const settings = good({ ALACRITY_PORT: '9000' }, { port: 8000, host: '0.0.0.0' })
    expect([settings.port, settings.host]).toEqual([9000, '0.0.0.0'])
  })

  test('lists and keys can be given in the environment', () => {
    const settings = good({
      ALACRITY_CORS_ORIGINS: 'https://a.example, https://b.example',
      ALACRITY_API_KEYS: JSON.stringify([key]),
      ALACRITY_WEBHOOK_LOOPBACK: 'true',
    })
    expect(settings.cors_origins).toEqual(['https://a.example', 'https://b.example'])
    expect(settings.api_keys).toEqual([key])
    expect(settings.webhook_loopback).toBe(true)
  })

  test.each<[string, Record<string, string>, unknown]>([
    ['an unknown name', { ALACRITY_PROT: '1' }, null],
    ['an unknown field', {}, { prot: 1 }],
    ['a file that is a list', {}, []],
    ['a port out of range', { ALACRITY_PORT: '70000' }, null],
    ['a port that is text', { ALACRITY_PORT: 'http' }, null],
    ['a symmetric algorithm', { ALACRITY_AUTH_ALGORITHMS: 'HS256' }, null],
    ['an issuer without keys', { ALACRITY_AUTH_ISSUER: 'https://id.example' }, null],
    [
      'keys over http',
      { ALACRITY_AUTH_ISSUER: 'https://id.example', ALACRITY_AUTH_JWKS: 'http://id.example/k' },
      null,
    ],
    ['a key that is not hashed', {}, { api_keys: [{ ...key, sha256: 'secret' }] }],
    ['two keys of one name', {}, { api_keys: [key, key] }],
    ['keys that are not JSON', { ALACRITY_API_KEYS: '{' }, null],
    ['an origin with a path', { ALACRITY_CORS_ORIGINS: 'https://a.example/' }, null],
    ['a flag that is neither', { ALACRITY_WEBHOOK_LOOPBACK: 'yes' }, null],
  ])('%s is a fault', (_, environment, file) => {
    expect(faults(environment, file).length).toBeGreaterThan(0)
  })

  test('all faults are named at once', () => {
    expect(faults({ ALACRITY_PORT: 'x', ALACRITY_HOST: '', ALACRITY_NONE: '1' })).toHaveLength(3)
  })

  // ALACRITY_WRITE_DOCS=1 writes the table instead of comparing.
  test('docs/operating.md lists the settings as they are', () => {
    const file = fileURLToPath(new URL('../../../docs/operating.md', import.meta.url))
    const page = readFileSync(file, 'utf8')
    const table = /\| setting \|[\s\S]*?\n(?!\|)/
    const renewed = page.replace(table, () => `${settingsTable()}\n`)
    if (process.env['ALACRITY_WRITE_DOCS'] === '1') writeFileSync(file, renewed)
    expect(table.test(page)).toBe(true)
    expect(readFileSync(file, 'utf8')).toBe(renewed)
  })

  test('the summary names every setting and no secret', () => {
    const text = settingsSummary(
      good({ ALACRITY_DATABASE: 'postgres://ada:hunter2@db/alacrity' }, { api_keys: [key] }),
    )
    for (const name of SETTING_NAMES) expect(text).toContain(name)
    expect(text).not.toContain('hunter2')
    expect(text).not.toContain(key.sha256)
  })
})
