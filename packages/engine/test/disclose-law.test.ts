import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { disclose, type Subject, type Viewer, viewText } from '../src/index.ts'
import { h, pair, rate } from './reference/hand.ts'
import { law } from './support/law.ts'
import { explained } from './support/run.ts'

/** The bytes that a viewer gets of a member. */
type Sight = (viewer: Viewer, subject: Subject) => string

const engine: Sight = (viewer, subject) => viewText(disclose(viewer, subject))

const policy = rate({ score: 'on_time' })
const explanations = [
  null,
  explained(pair('a', 0, 1), policy, h(9)),
  explained(pair('a', 0, 30), policy, h(99)),
  explained([...pair('b', 0, null), ...pair('c', 1, 2)], policy, h(99)),
]

const names = fc.constantFrom('ada', 'bo', 'Ça', '\u{1f600}', '')
const epochs = fc.constantFrom('2024-06-03T00:00:00.000Z', '2024-06-10T00:00:00.000Z')
const labels = fc.subarray(['Responsive', 'Quick', 'Steady'])

/** A member who shows these labels, whatever else there is to know. */
const showing = (shown: readonly string[]) =>
  fc.record<Subject>({
    member: names,
    published: epochs.map((epoch) => ({ epoch, labels: shown })),
    explanation: fc.constantFrom(...explanations),
    restricted: fc.constant(false),
  })

/** A member who shows nothing, for any reason there is. */
const silent: fc.Arbitrary<Subject> = fc.oneof(
  showing([]),
  showing([]).map((subject) => ({ ...subject, published: null })),
  labels.chain(showing).map((subject) => ({ ...subject, restricted: true })),
  names.map((member) => ({ member, published: null, explanation: null, restricted: false })),
  names.map((member) => ({ member, published: null, explanation: null, restricted: true })),
)

const twins = fc.oneof(
  fc.tuple(silent, silent),
  labels.chain((shown) => fc.tuple(showing(shown), showing(shown))),
)
const outsiders = fc.constantFrom<Viewer>({ kind: 'client' }, { kind: 'public' })

function twinLaw(sight: Sight) {
  return fc.property(twins, outsiders, ([one, other], viewer) => {
    const text = sight(viewer, one)
    expect(text).toBe(sight(viewer, other))
    expect(text).toBe(sight({ kind: viewer.kind === 'client' ? 'public' : 'client' }, one))
    const shown = one.restricted ? [] : (one.published?.labels ?? [])
    expect(JSON.parse(text)).toEqual({ labels: shown })
  })
}

const anyone: fc.Arbitrary<Subject> = fc.oneof(silent, labels.chain(showing))
const uninvited: fc.Arbitrary<Viewer> = fc.oneof(
  names.map((member): Viewer => ({ kind: 'member', member })),
  fc.constantFrom(null, '', ' ', '\n\t').map((reason): Viewer => ({ kind: 'operator', reason })),
)

function denialLaw(sight: Sight) {
  return fc.property(anyone, uninvited, (subject, viewer) => {
    fc.pre(viewer.kind !== 'member' || viewer.member !== subject.member)
    expect(sight(viewer, subject)).toBe('{}')
  })
}

function ownLaw(sight: Sight) {
  return fc.property(anyone, (subject) => {
    const own = sight({ kind: 'member', member: subject.member }, subject)
    expect(own).toBe(subject.explanation === null ? '{}' : JSON.stringify(subject.explanation))
    expect(sight({ kind: 'operator', reason: 'appeal' }, subject)).toBe(own)
  })
}

/** The engine's view with something more said to clients. */
const telling =
  (more: (subject: Subject) => object): Sight =>
  (viewer, subject) =>
    JSON.stringify({ ...(JSON.parse(engine(viewer, subject)) as object), ...more(subject) })

describe('disclosure', () => {
  law(
    {
      title:
        '[DS2] members with equal labels are equal bytes for client and public, whatever the rest',
      property: twinLaw(engine),
    },
    {
      'a view that leaks the member’s id': twinLaw(telling(({ member }) => ({ member }))),
      'a view that tells the epoch': twinLaw(
        telling(({ published }) => ({ epoch: published?.epoch })),
      ),
      'a view that tells whether there is a score': twinLaw(
        telling(({ explanation }) => ({ scored: explanation !== null })),
      ),
      'a view that tells who is restricted': twinLaw(telling(({ restricted }) => ({ restricted }))),
      'a view that shows a restricted member’s label': twinLaw((viewer, subject) =>
        engine(viewer, { ...subject, restricted: false }),
      ),
      'a view of nothing for the unknown': twinLaw((viewer, subject) =>
        subject.published === null ? '{}' : engine(viewer, subject),
      ),
      'a view that tells the public less': twinLaw((viewer, subject) =>
        viewer.kind === 'public' ? '{"labels":[]}' : engine(viewer, subject),
      ),
    },
  )

  law(
    {
      title: '[DS1] [DS7] another member and an operator without a reason get nothing of anyone',
      property: denialLaw(engine),
    },
    {
      'members who see each other': denialLaw((viewer, subject) =>
        engine(viewer.kind === 'member' ? { ...viewer, member: subject.member } : viewer, subject),
      ),
      'an operator who need not say why': denialLaw((viewer, subject) =>
        engine(
          viewer.kind === 'operator' ? { ...viewer, reason: viewer.reason ?? 'x' } : viewer,
          subject,
        ),
      ),
      'a reason of blanks': denialLaw((viewer, subject) =>
        engine(
          viewer.kind === 'operator' && viewer.reason !== null && viewer.reason !== ''
            ? { ...viewer, reason: 'x' }
            : viewer,
          subject,
        ),
      ),
      'others who see the label': denialLaw((viewer, subject) =>
        viewer.kind === 'member' ? engine({ kind: 'client' }, subject) : engine(viewer, subject),
      ),
    },
  )

  law(
    {
      title:
        '[DS1] the member sees all there is of their own, and so does an operator with a reason',
      property: ownLaw(engine),
    },
    {
      'a member who does not see the turns': ownLaw((viewer, subject) => {
        const seen = JSON.parse(engine(viewer, subject)) as Record<string, unknown>
        return JSON.stringify({ ...seen, turns: undefined })
      }),
      'a restricted member who sees nothing': ownLaw((viewer, subject) =>
        subject.restricted ? '{}' : engine(viewer, subject),
      ),
    },
  )
})
