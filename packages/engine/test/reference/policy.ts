/** The policy document with every default of the page written out. */
import type { Bound, Condition, Enough, Label, Limit, Measure, Policy, Weekly } from './types.ts'

type Document = Record<string, unknown>

const UNITS: { [unit: string]: number } = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

function readDuration(value: unknown): number {
  const match = /^(\d+)(ms|s|m|h|d)$/.exec(String(value))
  if (match === null) throw new Error(`not a duration: ${String(value)}`)
  return Number(match[1]) * (UNITS[match[2] ?? ''] ?? 0)
}

/** A percentage of at most two decimals, in hundredths. */
function readPercent(value: unknown): number {
  if (typeof value !== 'number') throw new Error(`not a percentage: ${String(value)}`)
  const hundredths = Math.round(value * 100)
  if (Math.abs(hundredths - value * 100) > 1e-6) throw new Error(`too many decimals: ${value}`)
  return hundredths
}

/** An object's fields over its defaults; a field without a default is an error. */
function withDefaults(value: unknown, defaults: Document): Document {
  const given = (value ?? {}) as Document
  for (const field of Object.keys(given)) {
    if (!(field in defaults)) throw new Error(`unknown field: ${field}`)
  }
  return { ...defaults, ...given }
}

export function readPolicy(given: WireDocument): Policy {
  const all = withDefaults(given, {
    policy: null,
    title: null,
    about: null,
    sources: null,
    turns: {},
    clock: {},
    away: 'excuse',
    within: '24h',
    replies: {},
    excuse: {},
    window: {},
    weights: {},
    enough: {},
    measures: null,
    score: null,
    labels: null,
    bands: false,
    publish: {},
  })
  const enough = readEnough(all['enough'], { turns: 1, clients: 1 })
  const measures: { [name: string]: Measure } = {}
  for (const [name, measure] of Object.entries(all['measures'] as Document)) {
    measures[name] = readMeasure(measure as Document)
  }
  const publish = withDefaults(all['publish'], { every: 'day', dwell: 1 })
  return {
    policy: all['policy'] as string,
    ...readTurns(all),
    away: all['away'] as Policy['away'],
    withinMs: readDuration(all['within']),
    ...readExcuse(all),
    ...readWindow(all),
    enough,
    measures,
    score: all['score'] as string | null,
    labels: (all['labels'] as Document[]).map((label) => readLabel(label, enough)),
    bands: all['bands'] as boolean,
    publish: publish as Policy['publish'],
  }
}

export type WireDocument = Record<string, unknown>

function readTurns(all: Document): Pick<Policy, 'turns' | 'clock' | 'replies'> {
  const turns = withDefaults(all['turns'], {
    count: 'every_turn',
    silence: null,
    initiated_by: 'any',
    kinds: 'any',
  })
  const clock = withDefaults(all['clock'], { kind: 'wall', weekly: null, zone: 'member' })
  const replies = withDefaults(all['replies'], { answers: true, automated: false, messages: true })
  return {
    turns: {
      count: turns['count'] as Policy['turns']['count'],
      silenceMs: turns['silence'] === null ? null : readDuration(turns['silence']),
      initiatedBy: turns['initiated_by'] as 'any' | 'client',
      kinds: turns['kinds'] as 'any' | string[],
    },
    clock: {
      kind: clock['kind'] as 'wall' | 'hours',
      weekly: clock['weekly'] as Weekly | null,
      zone: clock['zone'] as string,
    },
    replies: replies as Policy['replies'],
  }
}

function readLimit(value: unknown): Limit {
  return value === 'due' || value === 'never' ? value : readDuration(value)
}

function readExcuse(all: Document): Pick<Policy, 'excuse'> {
  const excuse = withDefaults(all['excuse'], {
    withdrawn_within: 'due',
    closed_within: 'due',
    flagged: true,
    released_by_member: true,
    self_excused_max_percent: 20,
  })
  const cap = excuse['self_excused_max_percent']
  return {
    excuse: {
      withdrawnWithin: readLimit(excuse['withdrawn_within']),
      closedWithin: readLimit(excuse['closed_within']),
      flagged: excuse['flagged'] as boolean,
      releasedByMember: excuse['released_by_member'] as boolean,
      selfExcusedMax: cap === null ? null : readPercent(cap),
    },
  }
}

function readWindow(all: Document): Pick<Policy, 'window' | 'weights'> {
  const window = withDefaults(all['window'], {
    days: 30,
    last: null,
    lag: '0h',
    at_least: null,
    extend_to_days: null,
    anchor: 'now',
    zone: 'UTC',
  })
  const weights = withDefaults(all['weights'], {
    unit: 'turn',
    per_client_max: null,
    half_life_days: null,
    first_contact: 1,
    follow_up: 1,
  })
  return {
    window: {
      days: window['days'] as number | null,
      last: window['last'] as number | null,
      lagMs: readDuration(window['lag']),
      atLeast: window['at_least'] as number | null,
      extendToDays: window['extend_to_days'] as number | null,
      anchor: window['anchor'] as Policy['window']['anchor'],
      zone: window['zone'] as string,
    },
    weights: {
      unit: weights['unit'] as 'turn' | 'client',
      perClientMax: weights['per_client_max'] as number | null,
      halfLifeDays: weights['half_life_days'] as number | null,
      firstContact: weights['first_contact'] as number,
      followUp: weights['follow_up'] as number,
    },
  }
}

function readEnough(value: unknown, defaults: Enough): Enough {
  return withDefaults(value, defaults) as Enough
}

function readMeasure(given: Document): Measure {
  switch (given['kind']) {
    case 'rate':
      return { kind: 'rate' }
    case 'count':
      return { kind: 'count' }
    case 'credit': {
      const points = given['curve'] as [string, number][]
      const curve = points.map(([at, percent]) => {
        return { ms: readDuration(at), hundredths: readPercent(percent) }
      })
      return { kind: 'credit', curve }
    }
    case 'time': {
      const missed = (given['missed'] ?? 'left_out') as string | Document
      const statistic = given['statistic'] as string
      if (typeof missed === 'object') {
        return { kind: 'time', statistic, missed: { capMs: readDuration(missed['cap']) } }
      }
      return { kind: 'time', statistic, missed: missed as 'left_out' | 'waiting' }
    }
    default:
      throw new Error(`measure kind: ${String(given['kind'])}`)
  }
}

function readCondition(value: Document): Condition {
  const given = withDefaults(value, {
    measure: null,
    at_least_percent: null,
    at_most: null,
    strict: false,
    bound: null,
  })
  const atLeast = given['at_least_percent']
  const atMost = given['at_most']
  const bound = given['bound'] as { kind: Bound['kind']; level_percent: number } | null
  return {
    measure: given['measure'] as string,
    atLeast: atLeast === null ? null : readPercent(atLeast),
    atMostMs: atMost === null ? null : readDuration(atMost),
    strict: given['strict'] as boolean,
    bound: bound === null ? null : { kind: bound.kind, levelPercent: bound.level_percent },
  }
}

function readLabel(value: Document, policyEnough: Enough): Label {
  const given = withDefaults(value, {
    name: null,
    grant: null,
    keep: null,
    enough: {},
    robust: {},
  })
  const grant = given['grant'] as Document[]
  const keep = (given['keep'] ?? grant) as Document[]
  const table = Object.entries((given['robust'] ?? {}) as { [clients: string]: number })
  return {
    name: given['name'] as string,
    grant: grant.map(readCondition),
    keep: keep.map(readCondition),
    enough: readEnough(given['enough'], policyEnough),
    robust: table.map(([clients, r]) => ({ clients: Number(clients), r })),
  }
}
