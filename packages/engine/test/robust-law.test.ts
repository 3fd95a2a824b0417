import fc from 'fast-check'
import { describe, expect } from 'vitest'
import {
  type Assessment,
  type Condition,
  DAY,
  HOUR,
  isGranted,
  isKept,
  type Label,
  type Policy,
} from '../src/index.ts'
import { jeffreysLower, wilsonLower } from './reference/bounds.ts'
import { rate } from './reference/hand.ts'
import { law } from './support/law.ts'
import { assessed, type Made, WAITS } from './support/made.ts'
import { policyOf, type WireEvent } from './support/run.ts'

/** Granted and kept, of all turns there are. */
type Decide = (policy: Policy, made: readonly Made[]) => { granted: boolean; kept: boolean }

function labelOf(policy: Policy): Label {
  const [label] = policy.labels
  if (label === undefined) throw new Error('no label')
  return label
}

const engine: Decide = (policy, made) => {
  const { tally } = assessed(policy, made)
  const label = labelOf(policy)
  return { granted: isGranted(label, policy, tally), kept: isKept(label, policy, tally) }
}

/** Whether a condition holds of an assessment: decided from the measure's value alone. */
function holds(condition: Condition, assessment: Assessment): boolean {
  const value = assessment.measures[condition.measure] ?? null
  if (value === null) return false
  const { strict } = condition
  if (condition.kind === 'share' && value.kind === 'share') {
    const { numerator, denominator } = value.value
    if (condition.bound !== null) {
      const { kind, levelPercent } = condition.bound
      const lower = kind === 'wilson' ? wilsonLower : jeffreysLower
      const share = Number(numerator) / Number(denominator)
      const units = unitsOf(assessment, condition.measure)
      const bound = lower(share, units, levelPercent) * 10_000
      return strict ? bound > condition.hundredths : bound >= condition.hundredths
    }
    const [left, right] = [numerator * 10_000n, denominator * BigInt(condition.hundredths)]
    return strict ? left > right : left >= right
  }
  if (condition.kind === 'time' && value.kind === 'time') {
    return strict ? value.ms < condition.atMost : value.ms <= condition.atMost
  }
  if (condition.kind === 'count' && value.kind === 'count') {
    return strict ? value.count > condition.atLeast : value.count >= condition.atLeast
  }
  throw new Error('condition and measure do not fit')
}

/** Turns, or clients, that weigh anything. */
function unitsOf({ policy, counts, tally }: Assessment, measure: number): number {
  const units = tally.shares[measure]?.units ?? []
  return policy.weights.unit === 'turn' && tally.weights === null
    ? counts.settled
    : units.reduce((a, b) => a + b, 0)
}

function* setsOf<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  if (size === 0) {
    yield []
    return
  }
  for (const [i, item] of items.entries()) {
    for (const rest of setsOf(items.slice(i + 1), size - 1)) yield [item, ...rest]
  }
}

type Settled = { readonly enough: boolean; readonly grant: boolean; readonly keep: boolean }

/** What holds of these turns alone, nobody left out. */
function plainly(policy: Policy, made: readonly Made[]): Settled {
  const assessment = assessed(policy, made)
  const label = labelOf(policy)
  const { settled, clients } = assessment.counts
  return {
    enough: settled >= label.enough.turns && clients >= label.enough.clients,
    grant: label.grant.every((condition) => holds(condition, assessment)),
    keep: label.keep.every((condition) => holds(condition, assessment)),
  }
}

/** Those with settled turns in the window. */
function settledClients(policy: Policy, made: readonly Made[]): readonly string[] {
  const { counts } = assessed(policy, made)
  const names = [...new Set(made.map(({ client }) => client))]
  const settled = names.filter((name) => {
    return (
      assessed(
        policy,
        made.filter(({ client }) => client === name),
      ).counts.clients > 0
    )
  })
  expect(settled).toHaveLength(counts.clients)
  return settled
}

/** The rule word by word: every set, or some set, of r of the clients. */
const bruteForce: Decide = (policy, made) => {
  const label = labelOf(policy)
  const clients = settledClients(policy, made)
  const reached = label.robust.filter((row) => row.clients <= clients.length)
  const r = Math.min(reached.at(-1)?.without ?? 0, clients.length)
  const all = plainly(policy, made)
  const rests = [...setsOf(clients, r)].map((gone) =>
    plainly(
      policy,
      made.filter(({ client }) => !gone.includes(client)),
    ),
  )
  return {
    granted: all.enough && rests.every((rest) => rest.enough && rest.grant),
    kept: all.enough && rests.some((rest) => rest.keep),
  }
}

const waits = fc.constantFrom(...WAITS)
const ages = fc.integer({ min: 1, max: 40 }).map((days) => days * DAY + HOUR)
const turnsOf = (client: string, most: number) =>
  fc.array(fc.record<Made>({ client: fc.constant(client), age: ages, took: waits }), {
    minLength: 1,
    maxLength: most,
  })

function named(prefix: string, made: readonly Made[]): readonly Made[] {
  return made.map((turn, i) => ({ ...turn, id: `${prefix}${i}` }))
}

/** Up to so many clients, most of them with a few turns and some with many. */
function members(least: number, most: number): fc.Arbitrary<readonly Made[]> {
  return fc
    .integer({ min: least, max: most })
    .chain((size) =>
      fc
        .tuple(...Array.from({ length: size }, (_, i) => turnsOf(`c${i}`, i % 4 === 0 ? 6 : 2)))
        .map((lists) => named('t', lists.flat())),
    )
}

const MEASURES = {
  rate: { kind: 'rate' },
  credit: {
    kind: 'credit',
    curve: [
      ['1h', 100],
      ['24h', 80],
      ['48h', 40],
      ['72h', 0],
    ],
  },
  mean: { kind: 'time', statistic: 'mean' },
  capped_mean: { kind: 'time', statistic: 'mean', missed: { cap: '60h' } },
  median: { kind: 'time', statistic: 'median' },
  capped_median: { kind: 'time', statistic: 'median', missed: { cap: '60h' } },
  waiting: { kind: 'time', statistic: 'median', missed: 'waiting' },
  p90: { kind: 'time', statistic: 'p90' },
  p75_waiting: { kind: 'time', statistic: 'p75', missed: 'waiting' },
  p25_capped: { kind: 'time', statistic: 'p25', missed: { cap: '26h' } },
  fastest: { kind: 'time', statistic: 'fastest_80_mean' },
  fastest_capped: { kind: 'time', statistic: 'fastest_50_mean', missed: { cap: '60h' } },
  count: { kind: 'count' },
} as const
type MeasureName = keyof typeof MEASURES

const strict = fc.boolean().map((is) => (is ? { strict: true } : {}))
const percent = fc.constantFrom(0, 25, 40, 50, 60, 66.66, 66.67, 75, 80, 90, 100)
const bounds = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.constant({ bound: { kind: 'wilson', level_percent: 90 } }) },
  { weight: 1, arbitrary: fc.constant({ bound: { kind: 'jeffreys', level_percent: 80 } }) },
)
const limits = fc.constantFrom('0h', '1h', '3h', '24h', '86399999ms', '30h', '59h', '60h', '100h')

const conditions: fc.Arbitrary<WireEvent> = fc
  .constantFrom(...(Object.keys(MEASURES) as MeasureName[]))
  .chain((measure): fc.Arbitrary<WireEvent> => {
    const { kind } = MEASURES[measure]
    if (kind === 'time') {
      return fc.tuple(limits, strict).map(([at_most, is]) => ({ measure, at_most, ...is }))
    }
    if (kind === 'count') {
      const least = fc.integer({ min: 0, max: 12 })
      return fc.tuple(least, strict).map(([at_least, is]) => ({ measure, at_least, ...is }))
    }
    return fc
      .tuple(percent, strict, bounds)
      .map(([at_least_percent, is, bound]) => ({ measure, at_least_percent, ...is, ...bound }))
  })

const some = fc.array(conditions, { minLength: 1, maxLength: 2 })
const weights = fc.record({
  unit: fc.constantFrom('turn', 'client'),
  half_life_days: fc.constantFrom(null, null, null, 7, 30),
  follow_up: fc.constantFrom(1, 1, 1, 0.5, 0),
  per_client_max: fc.constantFrom(null, null, 1, 3),
})
const enough = fc.record({
  turns: fc.integer({ min: 0, max: 5 }),
  clients: fc.integer({ min: 0, max: 4 }),
})

const policies = (tables: fc.Arbitrary<Record<string, number>>): fc.Arbitrary<Policy> =>
  fc
    .record({ weights, enough, grant: some, keep: some, robust: tables })
    .map(({ weights: weighed, ...label }) =>
      policyOf(
        rate({
          measures: MEASURES,
          weights: weighed,
          labels: [{ name: 'L', ...label }],
          window: { days: 35 },
        }),
      ),
    )

const upTo = (most: number) =>
  fc.constantFrom<Record<string, number>>(
    { '0': 1 },
    { '1': 1 },
    { '3': 1, '6': 2 },
    { '2': most },
    { '1': most },
    { '4': 1, '5': 0 },
  )

function exactLaw(
  decide: Decide,
  [made, tables]: readonly [fc.Arbitrary<readonly Made[]>, fc.Arbitrary<Record<string, number>>],
) {
  return fc.property(policies(tables), made, (policy, turns) => {
    expect(decide(policy, turns)).toEqual(bruteForce(policy, turns))
  })
}

const wide = [members(1, 12), upTo(2)] as const
const deep = [members(1, 7), upTo(3)] as const

/** The same policy with its label changed. */
function withLabel(policy: Policy, change: (label: Label) => Label): Policy {
  return { ...policy, labels: [change(labelOf(policy))] }
}
const notRobust = (label: Label): Label => ({ ...label, robust: [] })

/** Leaves out one guess only: the clients who wrote most. */
const loudest: Decide = (policy, made) => {
  const label = labelOf(policy)
  const clients = settledClients(policy, made)
  const reached = label.robust.filter((row) => row.clients <= clients.length)
  const r = Math.min(reached.at(-1)?.without ?? 0, clients.length)
  const turns = (name: string) => made.filter(({ client }) => client === name).length
  const gone = [...clients].sort((a, b) => turns(b) - turns(a)).slice(0, r)
  const all = plainly(policy, made)
  const rest = plainly(
    policy,
    made.filter(({ client }) => !gone.includes(client)),
  )
  return { granted: all.enough && rest.enough && rest.grant, kept: all.enough && rest.keep }
}

/** Keeps if each condition holds without some set, not all of them without one set. */
const conditionByCondition: Decide = (policy, made) => {
  const { granted } = engine(policy, made)
  const each = labelOf(policy).keep.map((condition) =>
    engine(
      withLabel(policy, (label) => ({ ...label, keep: [condition] })),
      made,
    ),
  )
  return { granted, kept: each.every(({ kept }) => kept) }
}

const planted: Readonly<Record<string, Decide>> = {
  'one guess: the loudest clients': loudest,
  'nobody left out': (policy, made) => engine(withLabel(policy, notRobust), made),
  'one client fewer left out': (policy, made) =>
    engine(
      withLabel(policy, (label) => ({
        ...label,
        robust: label.robust.map((row) => ({ ...row, without: Math.max(0, row.without - 1) })),
      })),
      made,
    ),
  'enough not asked of the others': (policy, made) => {
    const all = plainly(policy, made).enough
    const loose = withLabel(policy, (label) => ({ ...label, enough: { turns: 0, clients: 0 } }))
    return { granted: all && engine(loose, made).granted, kept: engine(policy, made).kept }
  },
  'kept condition by condition': conditionByCondition,
  'kept only if every set holds': (policy, made) => ({
    ...engine(policy, made),
    kept: engine(
      withLabel(policy, (label) => ({ ...label, grant: label.keep })),
      made,
    ).granted,
  }),
}

describe('robust to r clients', () => {
  law(
    {
      title: '[LB3] up to 12 clients, r ≤ 2: granted and kept as trying every set says',
      property: exactLaw(engine, wide),
    },
    Object.fromEntries(
      Object.entries(planted).map(([mistake, decide]) => [mistake, exactLaw(decide, wide)]),
    ),
  )

  law(
    {
      title: '[LB3] up to 7 clients, r ≤ 3: granted and kept as trying every set says',
      property: exactLaw(engine, deep),
    },
    {},
  )
})

/** What r clients send on purpose: floods, misses, slow replies, messages taken back. */
const attacks = fc
  .tuple(
    ...['x', 'y'].map((client) =>
      fc.array(
        fc.record<Made>({
          client: fc.constant(client),
          age: ages,
          took: waits,
          withdrawn: fc.boolean(),
        }),
        { maxLength: 30 },
      ),
    ),
  )
  .map((lists) => lists.flat())
/** So that each of them has a settled turn, or the others would be more than all less r. */
const present = fc
  .tuple(waits, waits)
  .map((took) =>
    ['x', 'y'].map((client, i): Made => ({ client, age: 3 * DAY, took: took[i] ?? null })),
  )

function promiseLaw(decide: Decide) {
  const table = fc.constant({ '1': 2 })
  const sent = fc.tuple(attacks, present).map((lists) => named('u', lists.flat()))
  return fc.property(policies(table), members(1, 6), sent, (policy, others, attack) => {
    const alone = plainly(policy, others)
    const all = [...others, ...attack]
    const { granted, kept } = decide(policy, all)
    if (granted) expect(alone).toMatchObject({ enough: true, grant: true })
    if (alone.keep && plainly(policy, all).enough) expect(kept).toBe(true)
  })
}

describe('the promise', () => {
  law(
    {
      title:
        '[LB3] whatever two clients send, the label is granted only if the others alone qualify, ' +
        'and not taken while they keep it',
      property: promiseLaw(engine),
    },
    {
      'nobody left out': promiseLaw((policy, made) => engine(withLabel(policy, notRobust), made)),
      'one client left out of two': promiseLaw((policy, made) =>
        engine(
          withLabel(policy, (label) => ({ ...label, robust: [{ clients: 1, without: 1 }] })),
          made,
        ),
      ),
      'one guess: the loudest clients': promiseLaw(loudest),
    },
  )
})
