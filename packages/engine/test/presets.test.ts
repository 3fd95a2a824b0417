import { describe, expect, test } from 'vitest'
import { lintPolicy, type PolicyDocument, PRESETS, presetPolicy } from '../src/index.ts'
import { policyOf } from './support/run.ts'

type Source = { readonly url?: string; readonly grade?: string }
const names = PRESETS.map(({ policy }) => policy)
const sourcesOf = (preset: PolicyDocument) => (preset['sources'] ?? []) as readonly Source[]

/** Those that the engine's issue asks for. */
const ASKED = [
  'alacrity/1',
  'upwork-2022/1',
  'upwork-invitations/1',
  'upwork-reply-time/1',
  'fiverr-response-rate/1',
  'fiverr-response-time/1',
  'airbnb-response-rate/1',
  'airbnb-response-time/1',
  'booking-reply-score/1',
  '99designs/1',
  'etsy-star-seller/1',
  'facebook-page-badge/1',
  'amazon-contact-response/1',
  'dribbble-response-time/1',
  'rover-response-rate/1',
  'housinganywhere/1',
  'couchers/1',
  'linkedin-services/1',
]

describe('presets', () => {
  test.each(names)('[LB5] %s is a policy, found by name and by name and version', (name) => {
    const document = PRESETS.find(({ policy }) => policy === name)
    const policy = policyOf(document)
    expect(policy.policy).toBe(name)
    expect(presetPolicy(name)).toEqual(policy)
    expect(presetPolicy(policy.name)).toEqual(policy)
    expect(policy.title).not.toBe(name)
    expect(policy.about.length).toBeGreaterThan(40)
  })

  test('[LB5] names are unique, the default comes first, and none that was asked for is missing', () => {
    expect(new Set(names).size).toBe(names.length)
    expect(names[0]).toBe('alacrity/1')
    expect(names).toEqual(expect.arrayContaining(ASKED))
    expect(presetPolicy('nothing')).toBeNull()
    expect(presetPolicy('alacrity/2')).toBeNull()
  })

  test.each(PRESETS.filter(({ policy }) => policy !== 'alacrity/1'))(
    '[LB5] $policy names its sources, each with address and grade',
    (preset) => {
      const sources = sourcesOf(preset)
      expect(sources.length).toBeGreaterThan(0)
      for (const { url, grade } of sources) {
        expect(url).toMatch(/^https?:\/\/\S+$/)
        expect(['official', 'mirror', 'staff', 'third_party']).toContain(grade)
      }
    },
  )

  test('[AS9] the linter finds nothing in alacrity/1', () => {
    expect(lintPolicy(policyOf(PRESETS[0]))).toEqual([])
  })

  test.each(names)('[AS9] %s can be linted, and every finding says what to look at', (name) => {
    for (const finding of lintPolicy(policyOf(PRESETS.find(({ policy }) => policy === name)))) {
      expect(finding.message).not.toBe('')
      expect(finding.field).not.toBe('')
      expect(finding.rule).toMatch(/^[A-Z]{2}\d+$/)
    }
  })

  test('[OC2] alacrity/1 and upwork-2022/1 say what the page says of them', () => {
    expect(presetPolicy('alacrity')).toMatchObject({
      window: { days: 90 * 86_400_000 },
      weights: { unit: 'client' },
      enough: { turns: 3, clients: 2 },
      within: 86_400_000,
      score: 0,
      labels: [
        {
          grant: [{ hundredths: 8_000 }],
          keep: [{ hundredths: 7_500 }],
          enough: { turns: 5, clients: 5 },
          robust: [
            { clients: 5, without: 1 },
            { clients: 30, without: 2 },
            { clients: 60, without: 3 },
          ],
        },
      ],
      publish: { every: 'week', dwell: 4 },
    })
    expect(presetPolicy('upwork-2022')).toMatchObject({
      within: 86_400_000,
      window: { days: 30 * 86_400_000 },
      measures: [{ kind: 'rate' }],
      score: 0,
      labels: [{ name: 'Responsive', grant: [{ hundredths: 9_000 }], robust: [] }],
      publish: { every: 'day', dwell: 1 },
    })
  })
})
