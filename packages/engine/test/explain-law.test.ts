import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Action,
  Assessor,
  type Condition,
  epochInstant,
  epochNumber,
  explain,
  type Explanation,
  formatInstant,
  HOUR,
  historiesOf,
  labelRows,
  MemberHistory,
  MINUTE,
  type Ms,
  parseInstant,
  type Policy,
} from '../src/index.ts'
import { Random, randomCase } from './reference/generate.ts'
import { law, seeds } from './support/law.ts'
import { accepted, eventOf, policyOf, type WireEvent } from './support/run.ts'

/** One member's history up to an instant: what comes later is not known then. */
type Known = { readonly history: MemberHistory; readonly policy: Policy; readonly asOf: Ms }

const instantOf = (text: string) => parseInstant(text) ?? Number.NaN

/** Turns in conversations of their own, so that one can be taken away without touching another. */
function sceneFrom(seed: number): { known: Known; without: (turn: string) => Known } {
  const random = new Random(seed ^ 0xbadcafe)
  const { policy: document, asOf } = randomCase(seed)
  const events: WireEvent[] = []
  for (let i = random.integer(2, 14); i > 0; i -= 1) {
    const at = asOf - random.integer(0, 20 * 24 * 60) * MINUTE
    const place = { member: 'm', conversation: `v${i}` }
    const client = `c${random.integer(1, 4)}`
    events.push({ id: `t${i}`, type: 'message', from: 'client', at, client, ...place })
    const end = { id: `e${i}`, at: at + random.integer(0, 60 * 60) * MINUTE, ...place }
    if (random.chance(0.7)) events.push({ ...end, type: 'message', from: 'member' })
    else if (random.chance(0.3)) events.push({ ...end, type: 'release', by: 'client' })
  }
  // Its labels are no part of the ledger, and would be told of every time.
  const policy = { ...plain(policyOf(document)), labels: [] }
  const of = (wire: readonly WireEvent[]): Known => {
    const history = new MemberHistory('m', accepted(wire))
    return { history, policy, asOf }
  }
  return {
    known: of(events),
    without: (turn) =>
      of(events.filter(({ conversation }) => conversation !== `v${turn.slice(1)}`)),
  }
}

/** Without what makes one turn's being there change what another one is. */
function plain(policy: Policy): Policy {
  return {
    ...policy,
    turns: { ...policy.turns, count: 'every_turn', silence: null },
    window: { ...policy.window, last: null, atLeast: null, anchor: { kind: 'now' } },
    weights: { ...policy.weights, perClientMax: null, firstContact: 1, followUp: 1 },
  }
}

/** Bounds and means of the fastest are slow with the hundred clients that a plan may suppose. */
function light(policy: Policy): Policy {
  const measures = policy.measures.map((measure) =>
    measure.kind === 'time' && measure.statistic.kind === 'fastest_mean'
      ? { ...measure, statistic: { kind: 'mean' } as const }
      : measure,
  )
  const labels = policy.labels.map((label) => ({
    ...label,
    grant: label.grant.map(withoutBound),
    keep: label.keep.map(withoutBound),
  }))
  return { ...policy, measures, labels }
}

function withoutBound(condition: Condition): Condition {
  return condition.kind === 'share' ? { ...condition, bound: null } : condition
}

type Explain = (known: Known) => Explanation
const engine: Explain = ({ history, policy, asOf }) => explain(history, new Assessor(policy), asOf)

function scoreOf({ history, policy, asOf }: Known): number | null {
  const { score } = new Assessor(policy).assess(history.table(asOf, policy), history.calendar, asOf)
  return score === null ? null : (100 * Number(score.numerator)) / Number(score.denominator)
}

function ledgerLaw(tell: Explain) {
  return fc.property(seeds, (seed) => {
    const { known, without } = sceneFrom(seed)
    const told = tell({ ...known, policy: { ...known.policy, enough: { turns: 0, clients: 0 } } })
    const counted = told.turns.filter((turn) => turn.counted)
    const having = (outcome: string) => counted.filter((turn) => turn.outcome === outcome).length
    expect(told.counts).toMatchObject({
      settled: counted.length,
      on_time: having('on_time'),
      late: having('late'),
      missed: having('missed'),
      clients: new Set(counted.map(({ client }) => client)).size,
    })
    for (const turn of told.turns) expect(turn.counted).toBe(turn.not_counted === null)
    const enough = (one: Known) => ({
      ...one,
      policy: { ...one.policy, enough: { turns: 0, clients: 0 } },
    })
    const score = scoreOf(enough(known))
    for (const { turn, effect_points } of counted) {
      const rest = scoreOf(enough(without(turn)))
      if (score === null || rest === null) expect(effect_points).toBeNull()
      else expect(Math.abs((effect_points ?? Number.NaN) - (score - rest))).toBeLessThan(0.0052)
    }
  })
}

function rateLaw(tell: Explain) {
  return fc.property(seeds, (seed) => {
    const { known } = sceneFrom(seed)
    const policy: Policy = {
      ...known.policy,
      enough: { turns: 1, clients: 1 },
      measures: [{ name: 'on_time', kind: 'rate' }],
      score: 0,
      labels: [],
      weights: { ...known.policy.weights, unit: 'turn', halfLife: null },
    }
    const told = tell({ ...known, policy })
    const counted = told.turns.filter((turn) => turn.counted)
    const good = counted.filter(({ outcome }) => outcome === 'on_time').length
    const score =
      counted.length === 0 ? null : Math.floor((1000 * good) / counted.length + 0.5) / 10
    expect(told.score).toBe(score)
  })
}

/** The engine's explanation with its turns told otherwise. */
const retold =
  (change: (turn: Explanation['turns'][number], index: number) => object): Explain =>
  (known) => {
    const told = engine(known)
    return { ...told, turns: told.turns.map((turn, i) => ({ ...turn, ...change(turn, i) })) }
  }

describe('the ledger', () => {
  law(
    {
      title:
        '[AS8] the counts are those of the counted turns, and effects what taking a turn away does',
      property: ledgerLaw(engine),
    },
    {
      'effects of the other sign': ledgerLaw(
        retold(({ effect_points }) => ({
          effect_points: effect_points === null ? null : -effect_points,
        })),
      ),
      'effects of the turn before': ledgerLaw((known) => {
        const told = engine(known)
        const effects = told.turns.map((turn) => turn.effect_points)
        const turns = told.turns.map((turn, i) => ({
          ...turn,
          effect_points: effects[i - 1] ?? null,
        }))
        return { ...told, turns }
      }),
      'pending turns that count': ledgerLaw(
        retold(({ outcome, counted }) => ({ counted: counted || outcome === 'pending' })),
      ),
      'a counted turn with a reason not to count': ledgerLaw(
        retold(({ counted }) => (counted ? { not_counted: 'outside_the_window' } : {})),
      ),
    },
  )
  law(
    {
      title: '[AS8] a rate is the counted turns on time among the counted',
      property: rateLaw(engine),
    },
    {
      'a late turn told as on time': rateLaw(
        retold(({ outcome }) => (outcome === 'late' ? { outcome: 'on_time' } : {})),
      ),
    },
  )
})

/** A random history of one member, cut at an instant, under a random policy with labels. */
function planFrom(seed: number): Known | null {
  const asked = randomCase(seed)
  const all = accepted(asked.events).filter((event) => event.at <= asked.asOf)
  const [history] = [...historiesOf(all).values()]
  if (history === undefined || history.events.length === 0) return null
  const policy = light(policyOf(asked.policy))
  const { every } = policy.publish
  // What happens at an epoch's own instant would change that epoch too, and it is the past.
  const isEpoch = epochInstant(every, epochNumber(every, asked.asOf)) === asked.asOf
  return isEpoch ? null : { history, policy, asOf: asked.asOf }
}

/** The history with the plan's replies given at an instant and its new clients answered. */
function carriedOut({ history, policy, asOf }: Known, action: Action, at: Ms): MemberHistory {
  const { member, calendar } = history
  const turns = history.turns(asOf)
  const place = (conversation: string) => ({ type: 'message', member, conversation })
  const replies = action.reply_to.map((id, i) => {
    const turn = turns.find((one) => one.turn === id)
    if (turn === undefined) throw new Error(`no turn ${id}`)
    const to = { from: 'member', client: turn.client }
    return eventOf({ id: `plan reply ${i}`, seq: 9e9, at, ...to, ...place(turn.conversation) })
  })
  const kind = policy.turns.kinds?.[0] ?? 'message'
  const more = Array.from({ length: action.more_on_time }, (_, i) => {
    const name = `plan client ${i}`
    const asked = { id: `plan ask ${i}`, from: 'client', client: name, kind, ...place(name) }
    const answer = { id: `plan answer ${i}`, from: 'member', ...place(name) }
    const took = Math.min(HOUR, policy.within)
    return [eventOf({ ...asked, at: asOf }), eventOf({ ...answer, seq: 9e9, at: asOf + took })]
  })
  const { outages, erasures, hours, aways } = calendar
  const own = [...history.events, ...hours, ...aways, ...replies, ...more.flat()]
  return new MemberHistory(member, own, { outages, erasures })
}

/** Whether the label is held after an epoch. */
function isHeld(history: MemberHistory, policy: Policy, { label, epoch }: Action): boolean {
  const span = { from: Number.NEGATIVE_INFINITY, until: instantOf(epoch) }
  const { state } = labelRows(history, span, new Assessor(policy))
  return state.held[policy.labels.findIndex(({ name }) => name === label)] === true
}

type Plan = (known: Known) => readonly Action[]
const plans: Plan = (known) => engine(known).actions

/** Whether the action's label is held at its epoch where a plan is carried out at an instant. */
function isReached(known: Known, action: Action, at: Ms): boolean {
  return isHeld(carriedOut(known, action, at), known.policy, action)
}

/** The plan with one reply or one further turn less. */
function smaller(action: Action): readonly Action[] {
  const { reply_to: replies, more_on_time: more } = action
  const fewer = replies.map((turn) => ({
    ...action,
    reply_to: replies.filter((other) => other !== turn),
  }))
  return more === 0 ? fewer : [...fewer, { ...action, more_on_time: more - 1 }]
}

function planLaw(plan: Plan) {
  return fc.property(seeds, (seed) => {
    const known = planFrom(seed)
    if (known === null) return
    for (const action of plan(known)) {
      const { asOf } = known
      const last = action.before === null ? asOf : instantOf(action.before)
      const told: Record<string, unknown> = { action, reached: isReached(known, action, last) }
      const wanted: Record<string, unknown> = { action, reached: true }
      if (action.before !== null && last + MINUTE <= instantOf(action.epoch)) {
        told['a minute later'] = isReached(known, action, last + MINUTE)
        wanted['a minute later'] = false
      }
      told['with less'] = smaller(action).filter((less) => isReached(known, less, asOf))
      wanted['with less'] = []
      expect(told).toEqual(wanted)
    }
  })
}

/** The engine's plans told otherwise. */
const replanned =
  (change: (action: Action) => Partial<Action>): Plan =>
  (known) =>
    plans(known).map((action) => ({ ...action, ...change(action) }))
const minutes = (instant: string | null, by: number) =>
  instant === null ? null : formatInstant(instantOf(instant) + by * MINUTE)

describe('plans', () => {
  law(
    {
      title:
        '[AS8] [LB1] a plan carried out makes the label held at its epoch, a minute later it no ' +
        'longer does, and nothing of it can be spared',
      property: planLaw(plans),
      part: 0.2,
    },
    {
      'a reply too few': planLaw(replanned(({ reply_to }) => ({ reply_to: reply_to.slice(1) }))),
      'one more on time too few': planLaw(
        replanned(({ more_on_time }) => ({ more_on_time: Math.max(0, more_on_time - 1) })),
      ),
      'one more on time than needed': planLaw(
        replanned(({ more_on_time }) => ({
          more_on_time: more_on_time === 0 ? 0 : more_on_time + 1,
        })),
      ),
      'a minute too late': planLaw(replanned(({ before }) => ({ before: minutes(before, 1) }))),
      'a minute too early': planLaw(replanned(({ before }) => ({ before: minutes(before, -1) }))),
    },
  )

  test('[AS8] among random cases there are plans with replies, with new turns and with nothing to do', () => {
    const all = Array.from({ length: 120 }, (_, seed) => planFrom(seed)).flatMap((known) =>
      known === null ? [] : plans(known),
    )
    expect(all.filter(({ reply_to }) => reply_to.length > 0).length).toBeGreaterThan(5)
    expect(all.filter(({ more_on_time }) => more_on_time > 0).length).toBeGreaterThan(5)
    expect(
      all.filter(({ reply_to, more_on_time }) => reply_to.length + more_on_time === 0).length,
    ).toBeGreaterThan(5)
  })
})
