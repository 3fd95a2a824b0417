import { describe, expect, test } from 'vitest'
import { type Reading, type ServiceTime, timeAt, withReading } from '../src/data/service-clock.ts'

const T = Date.parse('2026-03-31T12:00:00Z')
const readAll = (readings: readonly Reading[]): ServiceTime => {
  const known = readings.reduce<ServiceTime | null>(withReading, null)
  if (known === null) throw new Error('there is no reading')
  return known
}
const at = (localMs: number, serviceMs: number): Reading => ({ localMs, serviceMs })

describe('the service’s time', () => {
  test('one reading gives the offset, whatever the browser’s clock says', () => {
    expect(timeAt(readAll([at(500, T)]), 2_500)).toBe(T + 2_000)
  })

  test.each([0, 1, 60, 10_000])('two readings give the rate: %i times the usual', (rate) => {
    const known = readAll([at(0, T), at(2_000, T + 2_000 * rate)])
    expect([known.rate, known.isMeasured]).toEqual([rate, true])
    expect(timeAt(known, 3_000)).toBe(T + 3_000 * rate)
  })

  test('an answer that was long under way is no other rate', () => {
    expect(readAll([at(0, T), at(2_000, T + 1_800)]).rate).toBe(1)
  })

  test('a jump is taken over at once, and two readings later the rate is right again', () => {
    const jumped = [at(0, T), at(2_000, T + 2_000), at(2_300, T + 604_800_000)]
    expect(timeAt(readAll(jumped), 2_300)).toBe(T + 604_800_000)
    const later = readAll([...jumped, at(4_300, T + 604_802_000)])
    expect([later.rate, timeAt(later, 5_300)]).toEqual([1, T + 604_803_000])
  })

  test('a jump between two answers is no rate', () => {
    const day = 86_400_000
    const known = readAll([at(0, T), at(2_000, T + 2_000), at(4_000, T + day)])
    expect([timeAt(known, 5_000), known.isMeasured]).toEqual([T + day + 1_000, false])
  })

  test('another rate is believed at its second reading', () => {
    const usual = [at(0, T), at(2_000, T + 2_000)]
    const fast = [at(4_000, T + 122_000), at(6_000, T + 242_000)]
    expect(readAll([...usual, ...fast]).rate).toBe(60)
  })

  test('a clock that is stopped does not run on', () => {
    const still = [at(4_000, T + 2_000), at(6_000, T + 2_000)]
    const stopped = readAll([at(0, T), at(2_000, T + 2_000), ...still])
    expect(timeAt(stopped, 60_000)).toBe(T + 2_000)
  })
})
