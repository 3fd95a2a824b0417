import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Assessment,
  CalendarReading,
  DAY,
  due,
  formatDuration,
  type Fraction,
  HOUR,
  historiesOf,
  lintPolicy,
  type MeasureValue,
  type Ms,
  Assessor,
  type Policy,
} from '../src/index.ts'
import { Random, randomPolicy } from './reference/generate.ts'
import { randomWeek, ZONES } from './reference/random-week.ts'
import { h, pair, rate } from './reference/hand.ts'
import { law, seeds } from './support/law.ts'
import { assessed, type Made, NOW } from './support/made.ts'
import { accepted, policyOf, scoreRows, type WireEvent } from './support/run.ts'

/** The score of a history at an instant under a policy, for comparing: a fraction or none. */
type Score = (events: readonly WireEvent[], policy: Policy, at: Ms) => Fraction | null

const engine: Score = (events, policy, at) => assess(events, policy, at).score

function assess(events: readonly WireEvent[], policy: Policy, at: Ms): Assessment {
  const [history] = [...historiesOf(accepted(events)).values()]
  if (history === undefined) throw new Error('no member')
  return new Assessor(policy).assess(history.table(at, policy), history.calendar, at)
}

function isLess(a: Fraction | null, b: Fraction | null): boolean {
  if (a === null || b === null) return a === null && b !== null
  return a.numerator * b.denominator < b.numerator * a.denominator
}

/** One turn a conversation, so that a reply changes nothing but its own turn. */
type Wait = { readonly opened: Ms; readonly client: string; readonly took: Ms | null }
type Scene = {
  readonly around: readonly WireEvent[]
  readonly waits: readonly Wait[]
  readonly policy: Policy
  /** What the tried turn's reply takes, from the soonest to none. */
  readonly tries: readonly (Ms | null)[]
  readonly at: Ms
}

function eventsOf(waits: readonly Wait[]): WireEvent[] {
  return waits.flatMap(({ opened, client, took }, i) => {
    const place = { member: 'm', conversation: `v${i}`, type: 'message' }
    const asked = { id: `q${i}`, at: opened, from: 'client', client, ...place }
    if (took === null) return [asked]
    return [asked, { id: `r${i}`, at: opened + took, from: 'member', ...place }]
  })
}

/** Hours, absences and outages, all declared long before. */
function availability(random: Random): WireEvent[] {
  const declared = { at: NOW - 400 * DAY }
  const span = () => {
    const from = NOW - random.integer(0, 40) * DAY
    return { from, until: from + random.integer(0, 60) * HOUR }
  }
  const events: WireEvent[] = [{ id: 'away', type: 'away', member: 'm', ...declared, ...span() }]
  if (random.chance(0.5)) events.push({ id: 'outage', type: 'outage', ...declared, ...span() })
  if (random.chance(0.5)) {
    const weekly = randomWeek(random)
    const zone = random.pick(ZONES)
    events.push({ id: 'hours', type: 'hours', member: 'm', weekly, zone, ...declared })
  }
  return events
}

/** A random policy with a score; scores are rates and credits, and those the linter calls monotone. */
function scoredPolicy(seed: number): Policy | null {
  const { score, ...document } = randomPolicy(seed)
  const measures = Object.entries(document['measures'] as Record<string, { kind: string }>)
  const shares = measures.filter(([, { kind }]) => kind === 'rate' || kind === 'credit')
  const [name] = shares[seed % Math.max(1, shares.length)] ?? []
  if (name === undefined) return null
  const policy = policyOf({ ...document, score: score ?? name })
  // With silence a reply makes the client's next turn a follow-up: it is not the rest equal.
  return { ...policy, turns: { ...policy.turns, silence: null } }
}

function sceneFrom(seed: number): Scene | null {
  const random = new Random(seed ^ 0x2468ace)
  const policy = scoredPolicy(seed)
  if (policy === null) return null
  const length = () =>
    random.pick([0, HOUR, 5 * HOUR, DAY, DAY + 1, 2 * DAY, 5 * DAY, policy.within])
  const waits = Array.from({ length: random.integer(1, 8) }, () => ({
    opened: NOW - random.integer(0, 50 * 24) * HOUR,
    client: `c${random.integer(1, 4)}`,
    took: random.chance(0.3) ? null : length() + random.integer(0, 2) * HOUR,
  }))
  const tries = [...new Set([length(), length(), length(), policy.within, policy.within + 1])]
  const around = availability(random)
  const at = NOW + random.integer(0, 40) * DAY
  return { around, waits, policy, tries: [...tries.sort((a, b) => a - b), null], at }
}

/**
 * An instant at which more than the deadline has elapsed on the tried turn's own clock: a turn that is
 * due at closing time is pending until the next opening.
 */
function pastDue({ around, policy, waits, at }: Scene): Ms | null {
  const [history] = [...historiesOf(accepted([...around, ...eventsOf(waits)])).values()]
  const opened = waits[0]?.opened ?? 0
  if (history === undefined) return null
  const clock = new CalendarReading(history.calendar, policy.clock, at).clock(opened)
  const missedAt = due(clock, opened, policy.within + 1)
  return missedAt === null ? null : Math.max(at, missedAt)
}

function soonerLaw(score: Score) {
  return fc.property(seeds, (seed) => {
    const scene = sceneFrom(seed)
    const at = scene === null ? null : pastDue(scene)
    if (scene === null || at === null) return
    const [tried, ...others] = scene.waits
    if (tried === undefined) return
    const scores = scene.tries.map((took) =>
      score([...scene.around, ...eventsOf([{ ...tried, took }, ...others])], scene.policy, at),
    )
    for (const [i, later] of scores.slice(1).entries()) {
      expect(isLess(scores[i] ?? null, later), `try ${i} of ${scene.tries.join()}`).toBe(false)
    }
  })
}

/** The engine's score of a policy with something changed. */
const under =
  (change: (policy: Policy) => Policy): Score =>
  (events, policy, at) =>
    engine(events, change(policy), at)

/** A curve that rises after two days, as no document may have it. */
const rising = under((policy) => ({
  ...policy,
  measures: policy.measures.map((measure) =>
    measure.kind === 'credit' || measure.kind === 'rate'
      ? {
          name: measure.name,
          kind: 'credit',
          curve: [
            { at: 0, hundredths: 5_000 },
            { at: 2 * DAY, hundredths: 9_000 },
          ],
        }
      : measure,
  ),
}))

/** Counts those that are answered late as worse than those never answered. */
const forgiving: Score = (events, policy, at) => {
  const { counts, score } = assess(events, policy, at)
  if (score === null || counts.settled === counts.missed) return score
  return {
    numerator: BigInt(counts.on_time),
    denominator: BigInt(counts.on_time + counts.late + 1),
  }
}

/** Counts the waiting: a share of all turns that were ever opened and answered. */
const pendingToo: Score = (events, policy, at) => {
  const { counts, score } = assess(events, policy, at)
  if (score === null) return null
  return { numerator: BigInt(counts.missed + counts.pending), denominator: BigInt(counts.turns) }
}

describe('monotone', () => {
  law(
    {
      title:
        '[AS9] past due, replying sooner never lowers the score, late is never worse than never',
      property: soonerLaw(engine),
    },
    {
      'a curve that rises': soonerLaw(rising),
      'a rate that leaves the missed out': soonerLaw(forgiving),
      'a share that counts those still waiting': soonerLaw(pendingToo),
    },
  )

  test('[AS9] most random policies can be tried, and the linter calls their scores monotone', () => {
    const scenes = Array.from({ length: 300 }, (_, seed) => sceneFrom(seed))
    const policies = scenes.flatMap((scene) => (scene === null ? [] : [scene.policy]))
    expect(policies.length).toBeGreaterThan(200)
    for (const policy of policies.slice(0, 5)) {
      const measures = policy.measures.filter((_, index) => index === policy.score)
      const alone = { ...policy, measures, score: 0, labels: [] }
      expect(lintPolicy(alone).filter(({ rule }) => rule === 'AS9')).toEqual([])
    }
  })
})

/** What the linter calls worse: no value fails every condition. */
function worth(value: MeasureValue): number {
  if (value === null) return Number.NEGATIVE_INFINITY
  if (value.kind === 'time') return -value.ms
  if (value.kind === 'count') return value.count
  return Number(value.value.numerator) / Number(value.value.denominator)
}

/** How long the reply took that a line of an example tells of, found among the lengths it may tell. */
function tookOf(line: string, within: Ms): Ms | null {
  if (line.endsWith('is never answered')) return null
  const told = /is answered after (.+)$/.exec(line)?.[1]
  const lengths = [HOUR, within, within + HOUR, within * 3 + HOUR]
  const took = lengths.find((length) => formatDuration(length) === told)
  if (took === undefined) throw new Error(`no reply time in: ${line}`)
  return took
}

function madeOf(lines: readonly string[], within: Ms): readonly Made[] {
  return lines.map((line, index) => ({
    client: `client ${index + 1}`,
    age: 20 * DAY,
    took: tookOf(line, within),
  }))
}

const lintedPolicies = fc
  .record({
    statistic: fc.constantFrom('mean', 'median', 'p90', 'p50', 'fastest_90_mean'),
    hours: fc.integer({ min: 2, max: 72 }),
    unit: fc.constantFrom('turn', 'client'),
  })
  .map(({ statistic, hours, unit }) =>
    policyOf(
      rate({
        within: `${hours}h`,
        measures: { it: { kind: 'time', statistic } },
        weights: { unit },
      }),
    ),
  )

type Lint = typeof lintPolicy

/** The example's two histories, made and measured anew, are told as they are. */
function exampleLaw(lint: Lint) {
  return fc.property(lintedPolicies, (policy) => {
    const example = lint(policy).find(({ rule }) => rule === 'AS9')?.counterexample
    expect(example).toBeTruthy()
    const lines = example?.turns ?? []
    const instead = /“(.+)”/.exec(example?.shows ?? '')?.[1] ?? ''
    const measured = (told: readonly string[]) =>
      assessed(policy, madeOf(told, policy.within)).measures[0] ?? null
    const [quick, slow] = [measured(lines), measured([...lines.slice(0, -1), instead])]
    expect(worth(quick)).toBeLessThan(worth(slow))
    const shown = (value: MeasureValue) =>
      value?.kind === 'time' ? formatDuration(value.ms) : 'nothing'
    const wanted = `${shown(quick)}; had it gone “${instead}”, it would be ${shown(slow)}`
    expect(example?.shows).toBe(wanted)
  })
}

/** The engine's findings with another story. */
const retold =
  (change: (turns: readonly string[]) => readonly string[]): Lint =>
  (policy) =>
    lintPolicy(policy).map((finding) => {
      const { counterexample } = finding
      if (counterexample === null) return finding
      return {
        ...finding,
        counterexample: { ...counterexample, turns: change(counterexample.turns) },
      }
    })

describe('counterexamples', () => {
  law(
    {
      title: '[AS9] for a time that leaves the missed out the linter’s counterexample is real',
      property: exampleLaw(lintPolicy),
    },
    {
      'an example told backwards': exampleLaw(retold((turns) => [...turns].reverse())),
      'an example without its first turn': exampleLaw(retold((turns) => turns.slice(1))),
      'no example': exampleLaw(() => []),
    },
  )

  test('[AS9] the page’s example: a mean without the missed gets worse by answering late', () => {
    const policy = rate({ measures: { mean: { kind: 'time', statistic: 'mean' } } })
    const mean = (took: number | null) =>
      scoreRows([...pair('a', 0, 1), ...pair('b', 0, took)], policy, h(200))[0]?.measures['mean']
    expect(mean(null)).toEqual({ ms: HOUR })
    expect(mean(49)).toEqual({ ms: 25 * HOUR })
  })
})
