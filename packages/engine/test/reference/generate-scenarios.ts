/** Short scenes that bring about what chance alone seldom does. */
import { nextName, qualified, round } from './making.ts'
import type { Making } from './making.ts'
import { ZONES, randomWeek } from './random-week.ts'
import type { WireEvent } from './types.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** The deadlines of the random policies, so that things happen just then. */
const DEADLINES = [0, 90_000, 45 * MINUTE, 2 * HOUR, 8 * HOUR, 24 * HOUR, 48 * HOUR]

type Scene = { making: Making; member: string; conversation: string; client: string; start: number }

export function addScenario(making: Making, number: number): void {
  const { random } = making
  const scene: Scene = {
    making,
    member: random.pick(making.members),
    conversation: `s${number}`,
    client: random.pick(making.clients),
    start: round(making, making.start + random.unit() * (making.end - making.start)),
  }
  const play = random.pick([
    shiftedOpening,
    flood,
    goodbye,
    justThen,
    tied,
    silences,
    steady,
    waits,
  ])
  play(scene)
}

/** An event of the scene's conversation, or of another one. */
function add(scene: Scene, at: number, body: WireEvent): WireEvent {
  const { making, member, conversation } = scene
  const event: WireEvent = { ...nextName(making), at, member, conversation, ...body }
  making.events.push(event)
  if (body['type'] === 'message' && body['from'] === 'client') {
    const target = String(event['conversation'])
    making.openers.push({ id: qualified(event), member, conversation: target, at })
  }
  return event
}

function asks(scene: Scene, at: number, body: WireEvent = {}): WireEvent {
  return add(scene, at, { type: 'message', from: 'client', client: scene.client, ...body })
}

function replies(scene: Scene, at: number, body: WireEvent = {}): WireEvent {
  return add(scene, at, { type: 'message', from: 'member', ...body })
}

/** Nothing, or a little: small steps make ties. */
function soon({ making }: Scene): number {
  return round(making, making.random.pick([0, 0, MINUTE, HOUR, 3 * HOUR]))
}

/** TN5: the opener is taken back among automated replies and further messages. */
function shiftedOpening(scene: Scene): void {
  const { random, ambiguous } = scene.making
  const source = ambiguous ? {} : { source: 'default' }
  let at = scene.start
  const asked: WireEvent[] = []
  for (let i = random.integer(2, 4); i > 0; i -= 1) {
    if (random.chance(0.5)) replies(scene, at, { automated: true })
    at += soon(scene)
    asked.push(asks(scene, at, { client: random.pick(scene.making.clients), ...source }))
    at += soon(scene)
    if (random.chance(0.6)) replies(scene, at, { automated: true })
    at += soon(scene)
  }
  for (const event of asked.slice(0, random.integer(1, asked.length))) {
    add(scene, at, { type: 'withdrawal', message: qualified(event) })
    at += soon(scene)
  }
  if (random.chance(0.4)) replies(scene, at + soon(scene))
}

/** OC1: many openings that the member flags or releases. */
function flood(scene: Scene): void {
  const { random, clients } = scene.making
  const spread = random.pick([0, 0, 6 * HOUR, 48 * HOUR])
  for (let i = random.integer(3, 7); i > 0; i -= 1) {
    const own = { conversation: `${scene.conversation}-${i}` }
    const at = scene.start + round(scene.making, random.unit() * spread) + soon(scene)
    asks(scene, at, { ...own, client: random.pick(clients) })
    const end = at + soon(scene) + soon(scene)
    if (random.chance(0.2)) replies(scene, end, own)
    else if (random.chance(0.5)) add(scene, end, { ...own, type: 'flag', reason: 'spam' })
    else add(scene, end, { ...own, type: 'release', by: 'member' })
  }
}

/** OC1: a release of a later turn, and who writes again when. */
function goodbye(scene: Scene): void {
  const { random, clients } = scene.making
  let at = scene.start
  asks(scene, at)
  at += soon(scene)
  replies(scene, at, { seq: 5 })
  at += MINUTE
  asks(scene, at)
  at += soon(scene)
  add(scene, at, { type: 'release', by: 'member', seq: 6 })
  if (random.chance(0.7)) {
    const again = random.chance(0.6) ? scene.client : random.pick(clients)
    const kind = random.chance(0.15) ? { kind: 'acknowledgement' } : {}
    const late = random.pick([0, 0, 1, -1])
    asks(scene, at + random.pick(DEADLINES) + late, { client: again, seq: 7, ...kind })
  }
}

/** What happens exactly at a deadline, or a millisecond beside it. */
function justThen(scene: Scene): void {
  const { random } = scene.making
  const asked = asks(scene, scene.start, { source: 'default' })
  const at = scene.start + random.pick(DEADLINES) + random.pick([0, 0, 1, -1])
  const erasure = { member: undefined, conversation: undefined, type: 'erasure' }
  const body = random.pick<WireEvent>([
    { type: 'message', from: 'member' },
    { type: 'answer', action: 'accept' },
    { type: 'closure', by: 'client' },
    { type: 'closure', by: 'system' },
    { type: 'flag', reason: 'other' },
    { type: 'release', by: 'member' },
    { type: 'withdrawal', message: qualified(asked) },
    { ...erasure, client: scene.client },
  ])
  add(scene, at, body)
}

/** Rulings, aways and hours at the very instant of an opening. */
function tied(scene: Scene): void {
  const { random } = scene.making
  const at = scene.start
  const day = 24 * HOUR
  asks(scene, at)
  const ofMember = { conversation: undefined }
  if (random.chance(0.5))
    add(scene, at, { type: 'ruling', excused: random.chance(0.7), reason: 'x' })
  if (random.chance(0.5)) {
    const from = at - random.pick([0, HOUR])
    const until = at + random.pick([0, 1, HOUR, day])
    add(scene, at, { ...ofMember, type: 'away', from, until })
    if (random.chance(0.5))
      add(scene, at - day, { ...ofMember, type: 'away', from, until: at + day })
  }
  if (random.chance(0.6)) {
    const hours = () => ({ ...ofMember, type: 'hours', weekly: randomWeek(random) })
    add(scene, at, { ...hours(), zone: random.pick(ZONES) })
    add(scene, at - day, { ...hours(), zone: random.pick(ZONES), valid_from: at })
    if (random.chance(0.5)) add(scene, at, { ...hours(), zone: 'UTC', valid_from: at - 2 * day })
  }
  if (random.chance(0.7)) replies(scene, at + random.pick(DEADLINES), { seq: 9 })
}

/** AS1: the client comes back after a silence, to the millisecond or not. */
function silences(scene: Scene): void {
  const { random } = scene.making
  let at = scene.start
  for (let i = random.integer(2, 4); i > 0; i -= 1) {
    const own = { conversation: `${scene.conversation}-${random.integer(1, 3)}` }
    asks(scene, at, own)
    if (random.chance(0.5)) {
      at += soon(scene)
      replies(scene, at, random.chance(0.5) ? own : { ...own, client: scene.client })
    }
    at += random.pick([6, 24, 120]) * HOUR + random.pick([0, 0, 1, -1])
  }
}

/** Several clients whom the member mostly answers quickly, for a while. */
function steady(scene: Scene): void {
  const { random, clients } = scene.making
  let at = scene.start
  for (let i = random.integer(5, 12); i > 0; i -= 1) {
    const own = { conversation: `${scene.conversation}-${i}` }
    asks(scene, at, { ...own, client: random.pick(clients) })
    if (random.chance(0.85)) replies(scene, at + soon(scene) + MINUTE, own)
    at += round(scene.making, random.unit() * 30 * HOUR)
  }
}

/** Replies after whole hours, and some not, so that waits and replies are of one length. */
function waits(scene: Scene): void {
  const { random, clients } = scene.making
  for (let i = random.integer(4, 9); i > 0; i -= 1) {
    const own = { conversation: `${scene.conversation}-${i}` }
    const at = scene.start + random.integer(0, 6) * HOUR
    asks(scene, at, { ...own, client: random.pick(clients) })
    if (random.chance(0.6)) replies(scene, at + random.integer(0, 12) * HOUR, own)
  }
}
