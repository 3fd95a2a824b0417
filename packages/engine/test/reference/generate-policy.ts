/** Seeded random policy documents that touch every field of the page. */
import { ZONES, randomWeek } from './random-week.ts'
import { Random } from './random.ts'

type Document = Record<string, unknown>

export type PolicyOptions = {
  /** Also what the pages leave open: see the README. */
  ambiguous?: boolean
}

const MINUTE = 60_000

/** The field, or now and then nothing, so that its default applies. */
function maybe(random: Random, field: string, value: unknown): Document {
  return random.chance(0.6) ? { [field]: value } : {}
}

export function randomPolicy(seed: number, options: PolicyOptions = {}): Document {
  const random = new Random(seed ^ 0x2545f491)
  const measures = randomMeasures(random)
  const shares = Object.keys(measures).filter((name) => {
    return ['rate', 'credit'].includes(String(measures[name]?.['kind']))
  })
  const times = Object.keys(measures).filter((name) => measures[name]?.['kind'] === 'time')
  const window = randomWindow(random)
  const circular = window['anchor'] === 'last_turn' && options.ambiguous !== true
  return {
    policy: `random/${random.integer(1, 9)}`,
    ...maybe(random, 'title', 'Random'),
    ...maybe(random, 'about', 'Drawn from a seed.'),
    ...maybe(random, 'sources', [{ url: 'https://example.org/', grade: 'official' }]),
    ...maybe(random, 'turns', randomTurns(random)),
    ...maybe(random, 'clock', randomClock(random)),
    ...maybe(random, 'away', random.pick(['pause', 'excuse', 'ignore'])),
    ...maybe(
      random,
      'within',
      random.pick(['0h', '45m', '2h', '8h', '24h', '2d', '90s', '7200000ms']),
    ),
    ...maybe(random, 'replies', randomReplies(random)),
    ...randomExcuse(random, circular),
    ...(random.chance(0.75) || Object.keys(window).length === 0 ? { window } : {}),
    ...maybe(random, 'weights', randomWeights(random)),
    ...maybe(random, 'enough', randomEnough(random)),
    measures,
    ...(shares.length === 0 ? {} : maybe(random, 'score', random.pick(shares))),
    labels: randomLabels(random, shares, times),
    ...maybe(random, 'bands', random.chance(0.5)),
    ...maybe(random, 'publish', {
      ...maybe(random, 'every', random.pick(['hour', 'day', 'day', 'week', 'month', 'quarter'])),
      ...maybe(random, 'dwell', random.integer(1, 4)),
    }),
  }
}

function randomTurns(random: Random): Document {
  const kinds = random.some(['message', 'inquiry', 'invitation', 'request'])
  return {
    ...maybe(
      random,
      'count',
      random.pick(['every_turn', 'first_turn', 'first_contact', 'first_contact']),
    ),
    ...maybe(random, 'silence', random.pick([null, '1d', '6h', '5d'])),
    ...maybe(random, 'initiated_by', random.pick(['any', 'client'])),
    ...maybe(random, 'kinds', random.chance(0.6) ? 'any' : kinds),
  }
}

function randomClock(random: Random): Document {
  if (random.chance(0.3)) return { kind: 'wall' }
  if (random.chance(0.5)) return { kind: 'hours' }
  const zone = random.chance(0.4) ? 'member' : random.pick(ZONES)
  return { kind: 'hours', weekly: randomWeek(random), zone }
}

function randomReplies(random: Random): Document {
  const some = random.some(['accept', 'decline', 'quote', 'other'])
  return {
    ...maybe(random, 'answers', random.pick([true, false, some])),
    ...maybe(random, 'automated', random.chance(0.4)),
    ...(random.chance(0.2) ? { messages: false } : {}),
  }
}

function randomExcuse(random: Random, circular: boolean): Document {
  const limit = (): string => random.pick(['due', 'never', '30m', '12h', '5d'])
  const excuse = {
    ...maybe(random, 'withdrawn_within', limit()),
    ...maybe(random, 'closed_within', limit()),
    ...maybe(random, 'flagged', random.chance(0.8)),
    ...maybe(random, 'released_by_member', random.chance(0.8)),
    ...maybe(
      random,
      'self_excused_max_percent',
      random.pick([null, 0, 5, 12.5, 33.33, 40, 50, 100]),
    ),
  }
  if (circular) return { excuse: { ...excuse, self_excused_max_percent: null } }
  return random.chance(0.7) ? { excuse } : {}
}

function randomWindow(random: Random): Document {
  const extended = {
    at_least: random.integer(1, 8),
    extend_to_days: random.pick([10, 20, 40, 90]),
  }
  const anchor = random.pick(['now', 'now', 'yesterday', 'last_turn'])
  return {
    ...maybe(random, 'days', random.pick([null, 1, 3, 7, 14, 30])),
    ...maybe(random, 'last', random.pick([null, null, 1, 3, 6])),
    ...maybe(random, 'lag', random.pick(['0h', '6h', '24h', '3d'])),
    ...(random.chance(0.4) ? extended : {}),
    ...maybe(random, 'anchor', anchor),
    ...(anchor === 'yesterday' ? maybe(random, 'zone', random.pick(ZONES)) : {}),
  }
}

function randomWeights(random: Random): Document {
  return {
    ...maybe(random, 'unit', random.pick(['turn', 'client'])),
    ...maybe(random, 'per_client_max', random.pick([null, 1, 2, 3])),
    ...maybe(random, 'half_life_days', random.pick([null, 1, 7, 30])),
    ...maybe(random, 'first_contact', random.pick([1, 2, 0.5, 0, 1.25])),
    ...maybe(random, 'follow_up', random.pick([1, 1, 0.5, 0.1, 0])),
  }
}

function randomEnough(random: Random): Document {
  return {
    ...maybe(random, 'turns', random.integer(0, 5)),
    ...maybe(random, 'clients', random.integer(0, 3)),
  }
}

/** Two decimals at the most. */
function percent(random: Random): number {
  return random.pick([0, 25, 33.33, 50, 60, 66.67, 75, 80, 90, 100, random.integer(0, 100)])
}

function randomCurve(random: Random): [string, number][] {
  const points = random.integer(1, 4)
  const curve: [string, number][] = []
  let at = random.integer(0, 90)
  let value = random.pick([100, 100, 95.5])
  for (let i = 0; i < points; i += 1) {
    curve.push([`${at * MINUTE}ms`, value])
    at += random.integer(1, 30 * 60)
    value = Math.floor(value * random.unit() * 100) / 100
  }
  return curve.map(([time, worth]) => {
    const minutes = Number.parseInt(time, 10) / MINUTE
    return minutes % 60 === 0 ? [`${minutes / 60}h`, worth] : [`${minutes}m`, worth]
  })
}

function randomMeasures(random: Random): { [name: string]: Document } {
  const measures: { [name: string]: Document } = {}
  if (random.chance(0.8)) measures['on_time'] = { kind: 'rate' }
  if (random.chance(0.8)) measures['speed'] = { kind: 'credit', curve: randomCurve(random) }
  const plain = [
    'mean',
    'median',
    'p90',
    'p50',
    'p12.5',
    'p99',
    'fastest_90_mean',
    'fastest_33_mean',
  ]
  const missed = random.pick(['left_out', { cap: '3h' }, { cap: '120h' }])
  if (random.chance(0.6)) {
    const measure = { kind: 'time', statistic: random.pick(plain) }
    measures['typical'] = { ...measure, ...maybe(random, 'missed', missed) }
  }
  if (random.chance(0.6)) {
    const statistic = random.pick(['median', 'p25', 'p75', 'p90', 'p100'])
    measures['waited'] = { kind: 'time', statistic, missed: 'waiting' }
  }
  if (random.chance(0.4)) measures['turns'] = { kind: 'count' }
  if (Object.keys(measures).length === 0) measures['on_time'] = { kind: 'rate' }
  return measures
}

function randomConditions(random: Random, shares: string[], times: string[]): Document[] {
  const conditions: Document[] = []
  const count = random.weighted([
    [5, 1],
    [2, 2],
  ])
  for (let i = 0; i < count; i += 1) {
    const strict = random.chance(0.2) ? { strict: true } : {}
    if (times.length > 0 && (shares.length === 0 || random.chance(0.35))) {
      const at_most = random.pick(['10m', '1h', '5h', '12h', '24h', '3d'])
      conditions.push({ measure: random.pick(times), at_most, ...strict })
      continue
    }
    const kind = random.pick(['wilson', 'jeffreys'])
    const level_percent = random.pick([80, 90, 95, 99])
    const bound = random.chance(0.25) ? { bound: { kind, level_percent } } : {}
    const at_least_percent = 'bound' in bound ? random.integer(1, 60) : percent(random)
    conditions.push({ measure: random.pick(shares), at_least_percent, ...strict, ...bound })
  }
  return conditions
}

function randomLabels(random: Random, shares: string[], times: string[]): Document[] {
  if (shares.length === 0 && times.length === 0) return []
  const labels: Document[] = []
  const names = ['Responsive', 'Quick', 'Steady']
  for (const name of names.slice(0, random.integer(1, 3))) {
    const tables = [{ '2': 1, '4': 2 }, { '1': 1 }, { '3': 1 }, { '2': 1, '3': 2, '5': 3 }]
    labels.push({
      name,
      grant: randomConditions(random, shares, times),
      ...(random.chance(0.6) ? { keep: randomConditions(random, shares, times) } : {}),
      ...maybe(random, 'enough', randomEnough(random)),
      ...maybe(random, 'robust', random.pick(tables)),
    })
  }
  return labels
}
