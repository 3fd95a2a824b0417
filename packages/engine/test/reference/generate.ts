/** Seeded random histories. `generate-policy.ts` holds the policies. */
import { randomPolicy } from './generate-policy.ts'
import { addScenario } from './generate-scenarios.ts'
import { nextName, qualified, round } from './making.ts'
import type { Making } from './making.ts'
import { ZONES, randomWeek } from './random-week.ts'
import { Random } from './random.ts'
import type { WireEvent } from './types.ts'

export { randomPolicy }
export { Random }

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export type HistoryOptions = {
  members?: number
  /** Clients over all members; a conversation has one to three of them. */
  clients?: number
  conversations?: number
  /** Short scenes that bring about what chance alone seldom does. */
  scenarios?: number
  /** Events of a conversation, on average. */
  length?: number
  days?: number
  /** First day; drawn close to a clock change if absent. */
  start?: number
  /** A coarse resolution makes tied instants. */
  resolution?: 'ms' | 'second' | 'minute' | 'hour'
  shuffled?: boolean
  duplicates?: boolean
  /** Also what the pages leave open: see the README. */
  ambiguous?: boolean
}

const STARTS = [
  Date.UTC(2024, 2, 4),
  Date.UTC(2024, 2, 24),
  Date.UTC(2024, 5, 1),
  Date.UTC(2024, 9, 18),
  Date.UTC(2024, 11, 20),
  Date.UTC(2025, 2, 25),
]
const RESOLUTIONS = { ms: 1, second: 1000, minute: MINUTE, hour: HOUR }

export function randomHistory(seed: number, options: HistoryOptions = {}): WireEvent[] {
  const random = new Random(seed)
  const start = options.start ?? random.pick(STARTS)
  const resolution = options.resolution ?? random.pick(['ms', 'second', 'minute', 'hour'] as const)
  const memberNames = ['ann', 'bo', 'Ça', 'z\uffee', '\u{1f600}']
  const clientNames = ['c1', 'c2', 'c10', 'C1', 'é', '\uffee', '\u{1f680}', 'c3', 'c4', 'c5', 'c6']
  const making: Making = {
    random,
    grain: RESOLUTIONS[resolution],
    start,
    end: start + (options.days ?? random.integer(3, 40)) * DAY,
    members: random.shuffle(memberNames).slice(0, options.members ?? random.integer(1, 3)),
    clients: random.shuffle(clientNames).slice(0, options.clients ?? random.integer(1, 7)),
    ambiguous: options.ambiguous ?? false,
    events: [],
    openers: [],
  }
  const conversations = options.conversations ?? random.integer(1, 10)
  const length = options.length ?? random.integer(2, 10)
  for (let i = 0; i < conversations; i += 1) addConversation(making, i, length)
  const scenarios =
    options.scenarios ??
    random.weighted([
      [4, 0],
      [3, 1],
      [2, 2],
      [1, 4],
    ])
  for (let i = 0; i < scenarios; i += 1) addScenario(making, i)
  addRulings(making)
  addAvailability(making)
  addErasures(making)
  const written = making.events.map((event) => writtenOut(random, event))
  const all = options.duplicates === false ? written : withDuplicates(making, written)
  return options.shuffled === false || random.chance(0.3) ? all : random.shuffle(all)
}

/** Gaps from nothing at all to many days. */
function gap(random: Random): number {
  const longest = random.weighted([
    [2, 0],
    [5, HOUR],
    [5, 8 * HOUR],
    [5, 30 * HOUR],
    [2, 5 * DAY],
    [1, 12 * DAY],
  ])
  return Math.floor(random.unit() * longest)
}

const STEPS = [
  [36, 'client'],
  [30, 'member'],
  [6, 'automated'],
  [5, 'answer'],
  [3, 'acknowledgement'],
  [2, 'member_acknowledgement'],
  [1, 'client_automated'],
  [2, 'system'],
  [6, 'withdrawal'],
  [3, 'closure'],
  [5, 'release'],
  [3, 'flag'],
] as const

function addConversation(making: Making, number: number, length: number): void {
  const { random } = making
  const member = random.pick(making.members)
  // One id may be used under two members (TN10).
  const conversation = random.chance(0.15) ? 'shared' : `v${number}`
  const several = random.chance(0.25) ? random.integer(2, 3) : 1
  const clients = random.shuffle(making.clients).slice(0, several)
  let at = making.start + random.unit() * (making.end - making.start)
  const steps = random.integer(1, 2 * length)
  const written: WireEvent[] = []
  for (let step = 0; step < steps && at < making.end; step += 1) {
    const opensWith = step === 0 && random.chance(0.8) ? 'client' : random.weighted(STEPS)
    const base = { ...nextName(making), at: round(making, at), member, conversation }
    const event: WireEvent = { ...base, ...bodyOf(making, opensWith, clients, written) }
    making.events.push(event)
    written.push(event)
    if (event['type'] === 'message' && event['from'] === 'client') {
      making.openers.push({ id: qualified(event), member, conversation, at: base.at })
    }
    at += gap(random)
  }
}

function bodyOf(
  making: Making,
  step: (typeof STEPS)[number][1],
  clients: readonly string[],
  written: readonly WireEvent[],
): WireEvent {
  const { random } = making
  const client = random.pick(clients)
  const addressed = random.chance(0.3) ? { client } : {}
  const inquiry = random.pick(['message', 'inquiry', 'invitation', 'request'])
  const kind = random.chance(0.4) ? { kind: inquiry } : {}
  switch (step) {
    case 'client':
      return { type: 'message', from: 'client', client, ...kind }
    case 'member':
      return { type: 'message', from: 'member', ...addressed, ...kind }
    case 'automated':
      return { type: 'message', from: 'member', automated: true, ...addressed }
    case 'acknowledgement':
      return { type: 'message', from: 'client', client, kind: 'acknowledgement' }
    case 'member_acknowledgement':
      return { type: 'message', from: 'member', ...addressed, kind: 'acknowledgement' }
    case 'client_automated':
      return { type: 'message', from: 'client', client, automated: true }
    case 'system':
      return { type: 'message', from: 'system', ...addressed }
    case 'answer':
      return { type: 'answer', action: random.pick(['accept', 'decline', 'quote', 'other']) }
    case 'withdrawal':
      return { type: 'withdrawal', message: withdrawn(making, written) }
    case 'closure':
      return { type: 'closure', by: random.pick(['client', 'member', 'system']) }
    case 'release':
      return { type: 'release', by: random.pick(['client', 'member', 'member']) }
    case 'flag':
      return { type: 'flag', reason: random.pick(['spam', 'harassment', 'other']) }
  }
}

/** Mostly a recent message of a client; sometimes one that is not there. */
function withdrawn(making: Making, written: readonly WireEvent[]): string {
  const { random } = making
  const named = written.filter((event) => {
    if (event['type'] !== 'message' || event['from'] !== 'client') return false
    return making.ambiguous || (event['source'] ?? 'default') === 'default'
  })
  if (named.length === 0 || random.chance(0.05)) return 'nothing'
  return qualified(random.pick(named.slice(-3)))
}

function addRulings(making: Making): void {
  const { random, openers } = making
  if (openers.length === 0) return
  const count = random.integer(0, Math.ceil(openers.length / 4))
  for (let i = 0; i < count; i += 1) {
    const about = random.pick(openers)
    const at = round(making, about.at + (random.unit() * 6 - 2) * DAY)
    const { member, conversation } = about
    const target = random.weighted<WireEvent>([
      [3, { turn: about.id, conversation }],
      [3, { turn: about.id }],
      [3, { conversation }],
    ])
    const excused = random.chance(0.6)
    const reason = random.pick(['spam', 'appeal', 'mistake'])
    making.events.push({
      ...nextName(making),
      type: 'ruling',
      at,
      member,
      ...target,
      excused,
      reason,
    })
  }
}

function addAvailability(making: Making): void {
  const { random, start, end } = making
  const anyTime = (): number => round(making, start + random.unit() * (end - start))
  for (const member of making.members) {
    const aways: number[] = []
    for (let i = random.integer(0, 4); i > 0; i -= 1) {
      const from = aways.length > 0 && random.chance(0.4) ? random.pick(aways) : anyTime()
      aways.push(from)
      const at = random.chance(0.2) ? from : round(making, from + (random.unit() - 0.6) * 4 * DAY)
      const until = round(making, from + random.unit() * random.pick([0.5, 3, 8]) * DAY)
      making.events.push({ ...nextName(making), type: 'away', at, member, from, until })
    }
    for (let i = random.integer(0, 3); i > 0; i -= 1) {
      const at = round(making, start + (random.unit() * 1.2 - 0.5) * (end - start))
      const later = at + random.integer(-3, 6) * DAY
      const validFrom = random.chance(0.4) ? { valid_from: round(making, later) } : {}
      const zone = random.pick(ZONES)
      const body = { type: 'hours', at, member, weekly: randomWeek(random), zone, ...validFrom }
      making.events.push({ ...nextName(making), ...body })
    }
  }
  for (
    let i = random.weighted([
      [5, 0],
      [2, 1],
      [1, 2],
    ]);
    i > 0;
    i -= 1
  ) {
    const from = anyTime()
    const at = round(making, from + (random.unit() - 0.5) * DAY)
    const until = round(making, from + random.unit() * 2 * DAY)
    making.events.push({ ...nextName(making), type: 'outage', at, from, until })
  }
}

function addErasures(making: Making): void {
  const { random, start, end } = making
  if (!random.chance(0.3)) return
  for (let i = random.integer(1, 2); i > 0; i -= 1) {
    const at = round(making, start + random.unit() * (end - start))
    const client = { client: random.pick(making.clients) }
    const member = { member: random.pick(making.members) }
    const target = random.pick<WireEvent>([client, { ...client, ...member }, member])
    making.events.push({ ...nextName(making), type: 'erasure', at, ...target })
  }
}

/** Instants as integers or as RFC 3339 text with any offset. */
function writtenOut(random: Random, event: WireEvent): WireEvent {
  const written = { ...event }
  for (const field of ['at', 'from', 'until', 'valid_from']) {
    const value = written[field]
    if (typeof value === 'number' && random.chance(0.2)) written[field] = rfc3339(random, value)
  }
  return written
}

function rfc3339(random: Random, at: number): string {
  const minutes = random.pick([0, 0, 120, -300, 345])
  const local = new Date(at + minutes * MINUTE).toISOString().slice(0, -1)
  if (minutes === 0) return `${local}Z`
  const sign = minutes < 0 ? '-' : '+'
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${local}${sign}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`
}

/** Some events again, and some again with other content (EV2). */
function withDuplicates(making: Making, events: readonly WireEvent[]): WireEvent[] {
  const { random } = making
  const extra: WireEvent[] = []
  for (const event of events) {
    if (random.chance(0.05)) extra.push({ ...event })
    if (random.chance(0.03)) {
      extra.push({ ...event, at: instantOf(event) + random.pick([-2, -1, 1, 2]) * HOUR })
    }
  }
  return [...events, ...extra]
}

export type RandomCase = {
  events: WireEvent[]
  policy: WireEvent
  /** An instant in or shortly after the history. */
  asOf: number
  /** A span for labels. */
  from: number
  until: number
}

/** An instant at the very distances that windows, lags and deadlines use, or beside them. */
function nearAnEvent(random: Random, events: readonly WireEvent[]): number {
  if (events.length === 0) return STARTS[0] ?? 0
  const hours = random.pick([0, 1, 2, 6, 8, 24, 48, 72, 168, 336, 720])
  return instantOf(random.pick(events)) + hours * HOUR + random.pick([0, 0, 1, -1])
}

function instantOf(event: WireEvent): number {
  const at = event['at']
  return typeof at === 'string' ? Temporal.Instant.from(at).epochMilliseconds : Number(at)
}

/** A history, a policy and the instants to ask about, all from one seed. */
export function randomCase(seed: number, options: HistoryOptions = {}): RandomCase {
  const random = new Random(seed ^ 0x5bd1e995)
  const start = options.start ?? random.pick(STARTS)
  const days = options.days ?? random.integer(3, 40)
  const events = randomHistory(seed, { ...options, start, days })
  const policy = randomPolicy(seed, { ambiguous: options.ambiguous ?? false })
  const asOf = random.chance(0.5)
    ? nearAnEvent(random, events)
    : start + Math.floor(random.unit() * 1.3 * days * DAY)
  const publish = policy['publish'] as { every?: string } | undefined
  const span = publish?.every === 'hour' ? 2 * DAY : 1.5 * days * DAY
  const from = publish?.every === 'hour' ? start + random.integer(0, 12) * DAY : start
  return { events, policy, asOf, from, until: from + span }
}
