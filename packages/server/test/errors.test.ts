import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ERROR_CODES, ERRORS, errorsPage } from '../src/base/errors.ts'
import { problem } from '../src/http/problem.ts'

describe('the registry of errors', () => {
  test('docs/errors.md is what the registry says', () => {
    const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8')
    expect(page).toBe(errorsPage())
  })

  test.each(ERROR_CODES)('%s is told as a problem document with a remedy', async (code) => {
    const response = problem(code)
    expect(response.status).toBe(ERRORS[code].status)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    const body = await response.json()
    expect(body).toMatchObject({ code, status: response.status, type: `/docs/errors#${code}` })
    expect(String((body as { remedy: string }).remedy).length).toBeGreaterThan(10)
  })
})
