import { describe, expect, test } from 'vitest'
import { disclose, type Subject, type Viewer, viewText } from '../src/index.ts'
import { h, pair, rate } from './reference/hand.ts'
import { explained } from './support/run.ts'

const explanation = explained(pair('a', 0, 1), rate({ score: 'on_time' }), h(9))
const published = { epoch: '2024-06-10T00:00:00.000Z', labels: ['Responsive'] }
const ada: Subject = { member: 'ada', published, explanation, restricted: false }
const seen = (viewer: Viewer, subject: Subject) => viewText(disclose(viewer, subject))

const client: Viewer = { kind: 'client' }
const everyone: Viewer = { kind: 'public' }

describe('views', () => {
  test('[DS1] the member sees everything of their own', () => {
    const view = disclose({ kind: 'member', member: 'ada' }, ada)
    expect(view).toEqual({ kind: 'explanation', explanation })
    expect(JSON.parse(viewText(view))).toMatchObject({ score: 100 })
  })

  test('[DS1] another member sees nothing of it, not even the label', () => {
    expect(seen({ kind: 'member', member: 'bo' }, ada)).toBe('{}')
    expect(seen({ kind: 'member', member: 'Ada' }, ada)).toBe('{}')
    expect(seen({ kind: 'member', member: '' }, ada)).toBe('{}')
  })

  test('[DS2] client and public see the held labels and nothing else', () => {
    expect(seen(client, ada)).toBe('{"labels":["Responsive"]}')
    expect(seen(everyone, ada)).toBe('{"labels":["Responsive"]}')
  })

  test.each<[string, Subject]>([
    ['a low score', { ...ada, published: { ...published, labels: [] } }],
    ['a member who is new', { ...ada, published: null }],
    ['too few turns', { ...ada, published: null, explanation: null }],
    ['restricted, with a label', { ...ada, restricted: true }],
    ['unknown', { member: 'nobody', published: null, explanation: null, restricted: false }],
    [
      'unknown and restricted',
      { member: '', published: null, explanation: null, restricted: true },
    ],
  ])('[DS2] %s: the same bytes as every other nothing', (_, subject) => {
    for (const viewer of [client, everyone]) expect(seen(viewer, subject)).toBe('{"labels":[]}')
  })

  test('[DS2] the epoch of what was published does not show', () => {
    const later = { ...ada, published: { ...published, epoch: '2024-06-17T00:00:00.000Z' } }
    expect(seen(client, later)).toBe(seen(client, ada))
  })

  test('[DS7] an operator without a reason sees nothing, with one everything', () => {
    for (const reason of [null, '', ' ', '\t\n']) {
      expect(seen({ kind: 'operator', reason }, ada)).toBe('{}')
    }
    expect(disclose({ kind: 'operator', reason: 'appeal 17' }, ada)).toEqual({
      kind: 'explanation',
      explanation,
    })
  })

  test('[DS7] where nothing was computed nobody sees anything', () => {
    const bare = { ...ada, explanation: null }
    expect(seen({ kind: 'member', member: 'ada' }, bare)).toBe('{}')
    expect(seen({ kind: 'operator', reason: 'x' }, bare)).toBe('{}')
  })

  test('[DS7] a view cannot be made outside: the type has a key that nobody can name', () => {
    // @ts-expect-error a bare object lacks the mark that only `disclose` gives
    expect(viewText({ kind: 'nothing' })).toBe('{}')
  })
})
