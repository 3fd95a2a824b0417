import { describe, expect, test } from 'vitest'
import { parseInstant } from '../src/index.ts'
import { accepted, labelsOf, scoreRows, turnsOf } from './support/run.ts'
import { comparable, documentOf, eventsOf, originOf, vectors } from './support/vector.ts'

const all = vectors()
const instant = (text: string) => parseInstant(text) ?? Number.NaN

describe('golden vectors', () => {
  for (const vector of all) {
    const rules = vector.rules.map((rule) => `[${rule}]`).join(' ')
    test(`${rules} ${vector.file}: ${vector.title} (${originOf(vector)})`, () => {
      const events = eventsOf(vector)
      const document = documentOf(vector)
      const asOf = instant(vector.as_of)
      const { score, turns, labels } = vector.expect
      const told: unknown[] = []
      const wanted: unknown[] = []
      if (score !== undefined) {
        told.push(comparable(score, scoreRows(events, document, asOf)))
        wanted.push(comparable(score, score))
      }
      if (turns !== undefined) {
        const rows = turnsOf(events, asOf, document)
        const found = turns.map((row) => {
          return rows.find(
            (one) => one.turn === row['turn'] && one.member === (row['member'] ?? one.member),
          )
        })
        told.push(comparable(turns, found))
        wanted.push(comparable(turns, turns))
      }
      if (labels !== undefined) {
        const first = accepted(events)[0]?.at ?? asOf
        const from = vector.from === undefined ? first : instant(vector.from)
        told.push(comparable(labels, labelsOf(events, document, { from, until: asOf })))
        wanted.push(comparable(labels, labels))
      }
      expect(told).toEqual(wanted)
    })
  }

  test('[AS8] every vector expects something, and there are at least two hundred', () => {
    expect(all.length).toBeGreaterThanOrEqual(200)
    for (const { expect: expected } of all) {
      expect(Object.keys(expected)).not.toEqual([])
      expect(expected.turns).not.toEqual([])
    }
  })

  test('[AS8] a comparison finds what differs, also inside, in length and in fractions', () => {
    const wanted = [{ a: { numerator: 1, denominator: 2 }, at: '2024-06-03T02:00:00+02:00' }]
    const same = [
      { a: { numerator: 2, denominator: 4, percent: 50 }, at: '2024-06-03T00:00:00.000Z' },
    ]
    const read = (actual: unknown) => comparable(wanted, actual)
    expect(read(same)).toEqual(read(wanted))
    expect(read([{ ...same[0], a: { numerator: 2, denominator: 5 } }])).not.toEqual(read(wanted))
    expect(read([{ ...same[0], at: '2024-06-03T00:00:00.001Z' }])).not.toEqual(read(wanted))
    expect(read([...same, ...same])).not.toEqual(read(wanted))
    expect(read([])).not.toEqual(read(wanted))
    expect(read([{ ...same[0], a: null }])).not.toEqual(read(wanted))
    expect(read([undefined])).not.toEqual(read(wanted))
  })
})
