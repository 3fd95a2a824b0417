/** AS1, AS2, AS4, AS5: which turns count, and how much. */
import { distinct, endOfYesterday } from './clock.ts'
import { isSettled, judgeTurns } from './outcomes.ts'
import { compareByOpening } from './turns.ts'
import type { Enough, History, Judged, MessageEvent, Policy, Turn } from './types.ts'

const DAY = 86_400_000
export const MILLION = 1_000_000n

/** A judged turn of the final window with its weight: 1, or millionths if any weight is in use. */
export type Assessed = Judged & { weight: bigint }

export type Assessment = {
  member: string
  /** The final window, all outcomes, from oldest to newest. */
  window: Assessed[]
  settled: Assessed[]
}

export function assess(member: string, policy: Policy, history: History): Assessment {
  const own = history.turns.filter((turn) => turn.member === member).sort(compareByOpening)
  const candidates = own.filter((turn) => isCandidate(turn, policy, history))
  const { judged, anchor } = judgeCandidates(candidates, policy, history)
  const upper = Math.min(anchor, history.asOf - policy.window.lagMs)
  const beforeLag = judged.filter(({ turn }) => turn.openedAt <= upper)
  const final = perClientMax(newestSettled(byDays(beforeLag, policy, anchor), policy), policy)
  const window = final.map((one) => {
    return { ...one, weight: weightOf(one.turn, policy, history, anchor) }
  })
  return { member, window, settled: window.filter(isSettled) }
}

/** AS1. */
function isCandidate(turn: Turn, policy: Policy, history: History): boolean {
  if (policy.turns.kinds !== 'any' && !policy.turns.kinds.includes(turn.kind)) return false
  if (policy.turns.initiatedBy === 'client' && turn.initiatedBy !== 'client') return false
  if (policy.turns.count === 'first_turn') return turn.ordinal === 1
  if (policy.turns.count === 'first_contact') return isFirstContact(turn, policy, history)
  return true
}

/** AS1: the client's first turn with this member, or their first after a silence. */
function isFirstContact(turn: Turn, policy: Policy, history: History): boolean {
  if (turn.endedBy === 'withdrawal') return false
  const first = history.turns
    .filter((other) => other.member === turn.member && other.client === turn.client)
    .filter((other) => other.endedBy !== 'withdrawal')
    .sort(compareByOpening)[0]
  if (first === turn) return true
  const silence = policy.turns.silenceMs
  if (silence === null) return false
  return !history.events.some((event) => {
    if (event.type !== 'message' || event.member !== turn.member) return false
    if (event.at >= turn.openedAt || event.at < turn.openedAt - silence) return false
    return isBetween(event, turn.client, history)
  })
}

/** Whether the message is the client's, or the member's to that client. */
function isBetween(message: MessageEvent, client: string, history: History): boolean {
  if (message.from === 'system') return false
  if (message.client !== null) return message.client === client
  // A message of the member that names nobody is to all clients of its conversation.
  return history.events.some((event) => {
    if (event.type !== 'message' || event.from !== 'client') return false
    if (event.member !== message.member) return false
    return event.conversation === message.conversation && event.client === client
  })
}

type JudgedCandidates = { judged: Judged[]; anchor: number }

function judgeCandidates(
  candidates: readonly Turn[],
  policy: Policy,
  history: History,
): JudgedCandidates {
  if (policy.window.anchor === 'now') return judgeAt(history.asOf, candidates, policy, history)
  if (policy.window.anchor === 'yesterday') {
    const anchor = endOfYesterday(history.asOf, policy.window.zone)
    return judgeAt(anchor, candidates, policy, history)
  }
  // The last settled turn depends on the cap, and the cap on the anchor: the cap is measured from
  // the last turn that is settled whatever the cap says.
  const uncapped = { ...policy, excuse: { ...policy.excuse, selfExcusedMax: null } }
  const whatever = judgeTurns(candidates, uncapped, history, [])
  const capAnchor = lastSettled(whatever) ?? history.asOf
  const { judged } = judgeAt(capAnchor, candidates, policy, history)
  return { judged, anchor: lastSettled(judged) ?? history.asOf }
}

function lastSettled(judged: readonly Judged[]): number | null {
  return judged.filter(isSettled).at(-1)?.turn.openedAt ?? null
}

/** OC1: the cap counts the candidates of the window by `days` and `extend_to_days`. */
function judgeAt(
  anchor: number,
  candidates: readonly Turn[],
  policy: Policy,
  history: History,
): JudgedCandidates {
  const { days, extendToDays, lagMs } = policy.window
  const upper = Math.min(anchor, history.asOf - lagMs)
  const scope = candidates.filter(({ openedAt }) => {
    if (openedAt > upper) return false
    return days === null || openedAt > anchor - Math.max(days, extendToDays ?? 0) * DAY
  })
  return { judged: judgeTurns(candidates, policy, history, scope), anchor }
}

/** AS2, `days` and `at_least`. */
function byDays(judged: readonly Judged[], policy: Policy, anchor: number): Judged[] {
  const { days, atLeast, extendToDays } = policy.window
  if (days === null) return [...judged]
  const inDays = judged.filter(({ turn }) => turn.openedAt > anchor - days * DAY)
  if (atLeast === null || extendToDays === null) return inDays
  const extended = judged.filter(({ turn }) => turn.openedAt > anchor - extendToDays * DAY)
  const settled = inDays.filter(isSettled).length
  const extendedSettled = extended.filter(isSettled)
  if (settled >= atLeast || extendedSettled.length <= settled) return inDays
  const oldest = extendedSettled.slice(-atLeast)[0]
  if (oldest === undefined) return inDays
  return extended.filter(({ turn }) => compareByOpening(turn, oldest.turn) >= 0)
}

/** AS2, `last`. */
function newestSettled(judged: readonly Judged[], policy: Policy): Judged[] {
  const last = policy.window.last
  const settled = judged.filter(isSettled)
  if (last === null || settled.length <= last) return [...judged]
  const oldest = settled.slice(-last)[0]
  if (oldest === undefined) return [...judged]
  return judged.filter(({ turn }) => compareByOpening(turn, oldest.turn) >= 0)
}

/** AS2, AS4: counts and removes settled turns only. */
function perClientMax(judged: readonly Judged[], policy: Policy): Judged[] {
  const most = policy.weights.perClientMax
  if (most === null) return [...judged]
  return judged.filter((one) => {
    if (!isSettled(one)) return true
    const newer = judged.filter((other) => {
      if (!isSettled(other) || other.turn.client !== one.turn.client) return false
      return compareByOpening(other.turn, one.turn) > 0
    })
    return newer.length < most
  })
}

/** Multiplied and rounded half up to millionths once per turn. */
function weightOf(turn: Turn, policy: Policy, history: History, anchor: number): bigint {
  const { halfLifeDays, firstContact, followUp } = policy.weights
  if (halfLifeDays === null && firstContact === 1 && followUp === 1) return 1n
  const age = anchor - turn.openedAt
  const recency = halfLifeDays === null ? 1 : 2 ** (-age / (halfLifeDays * DAY))
  const contact = isFirstContact(turn, policy, history) ? firstContact : followUp
  return BigInt(Math.floor(recency * contact * 1_000_000 + 0.5))
}

export function clientsOf(settled: readonly Assessed[]): string[] {
  return distinct(settled.map(({ turn }) => turn.client))
}

/** AS5. */
export function isEnough(enough: Enough, settled: readonly Assessed[]): boolean {
  const clients = new Set(settled.map(({ turn }) => turn.client)).size
  return settled.length >= enough.turns && clients >= enough.clients
}
