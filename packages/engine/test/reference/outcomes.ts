/** OC: what a policy says of a turn at an instant. */
import { awaysActingOn, clockOf, distinct, due, elapsed } from './clock.ts'
import type { Clock } from './clock.ts'
import { compareCanonically, compareIds } from './events.ts'
import { waitsForReply } from './turns.ts'
import type { History, Judged, Limit, Policy, Turn } from './types.ts'

/**
 * The outcomes of one member's turns. `capScope` holds the turns that the cap of OC1 counts; only
 * those of them can be excused within it.
 */
export function judgeTurns(
  turns: readonly Turn[],
  policy: Policy,
  history: History,
  capScope: readonly Turn[],
): Judged[] {
  const withinCap = excusedWithinCap(policy, history, capScope)
  return turns.map((turn) => {
    const excuse = excuseOf(turn, policy, history)
    const uncapped = policy.excuse.selfExcusedMax === null
    const excused =
      excuse === 'excused' || (excuse === 'needs_cap' && (uncapped || withinCap.has(turn)))
    if (excused) return { turn, outcome: 'excused', elapsedMs: null }
    return judgeUnexcused(turn, policy, history)
  })
}

export function isSettled(judged: { outcome: string }): boolean {
  return ['on_time', 'late', 'missed'].includes(judged.outcome)
}

/** OC2 to OC5. */
function judgeUnexcused(turn: Turn, policy: Policy, history: History): Judged {
  const clock = clockOf(turn, policy, history)
  const repliedAt = countedReplyAt(turn, policy, history)
  if (repliedAt !== null) {
    const elapsedMs = elapsed(clock, turn.openedAt, repliedAt)
    return { turn, outcome: elapsedMs <= policy.withinMs ? 'on_time' : 'late', elapsedMs }
  }
  const elapsedMs = elapsed(clock, turn.openedAt, history.asOf)
  return { turn, outcome: elapsedMs > policy.withinMs ? 'missed' : 'pending', elapsedMs }
}

/** TN3 and OC6: the instant of the reply that the policy counts, if there is one. */
function countedReplyAt(turn: Turn, policy: Policy, history: History): number | null {
  let counted: number | null = null
  if (turn.repliedAt !== null) {
    const reply = history.events.find((event) => {
      if (event.type !== 'message' && event.type !== 'answer') return false
      if (event.member !== turn.member || event.conversation !== turn.conversation) return false
      if (event.at < (turn.repliedAt ?? 0)) return false
      if (event.type === 'answer') return countsAnswer(event.action, policy)
      return event.from === 'member' && !event.automated && policy.replies.messages
    })
    if (reply !== undefined) counted = reply.at
  }
  if (policy.replies.automated && turn.autoRepliedAt !== null) {
    if (counted === null || turn.autoRepliedAt < counted) counted = turn.autoRepliedAt
  }
  return counted
}

function countsAnswer(action: string, policy: Policy): boolean {
  const answers = policy.replies.answers
  return typeof answers === 'boolean' ? answers : answers.includes(action)
}

type Excuse = 'excused' | 'needs_cap' | 'none'

/** OC1 but for the cap. */
function excuseOf(turn: Turn, policy: Policy, history: History): Excuse {
  if (turn.excused === false) return 'none'
  if (turn.excused === true) return 'excused'
  const clock = clockOf(turn, policy, history)
  if (turn.endedBy === 'release' && turn.endedWho === 'client') return 'excused'
  if (
    turn.endedBy === 'withdrawal' &&
    endedInTime(turn, clock, policy.excuse.withdrawnWithin, policy)
  ) {
    return 'excused'
  }
  const closedByOthers = turn.endedWho === 'client' || turn.endedWho === 'system'
  if (turn.endedBy === 'closure' && closedByOthers) {
    if (endedInTime(turn, clock, policy.excuse.closedWithin, policy)) return 'excused'
  }
  if (policy.away === 'excuse' && openedWhileAway(turn, history)) return 'excused'
  if (allClientsErasedBeforeDue(turn, clock, policy, history)) return 'excused'
  return selfExcuse(turn, clock, policy, history)
}

function endedInTime(turn: Turn, clock: Clock, limit: Limit, policy: Policy): boolean {
  if (limit === 'never') return false
  const longer = limit === 'due' ? policy.withinMs : Math.max(policy.withinMs, limit)
  return elapsed(clock, turn.openedAt, turn.endedAt ?? 0) <= longer
}

function openedWhileAway(turn: Turn, history: History): boolean {
  return awaysActingOn(turn, history).some((away) => {
    return away.from <= turn.openedAt && turn.openedAt < away.until
  })
}

function allClientsErasedBeforeDue(
  turn: Turn,
  clock: Clock,
  policy: Policy,
  history: History,
): boolean {
  const clients = distinct(turn.writers)
  const erasures = history.events.filter((event) => event.type === 'erasure')
  const erasedAt = clients.map((client) => {
    const own = erasures.find((erasure) => {
      const concernsMember = erasure.member === null || erasure.member === turn.member
      return concernsMember && erasure.client === client
    })
    return own?.at ?? null
  })
  if (erasedAt.includes(null)) return false
  const dueAt = due(clock, turn.openedAt, policy.withinMs)
  return dueAt === null || erasedAt.every((at) => (at ?? dueAt) < dueAt)
}

/** The member's own release or flag. */
function selfExcuse(turn: Turn, clock: Clock, policy: Policy, history: History): Excuse {
  const released = turn.endedBy === 'release' && turn.endedWho === 'member'
  const flagged = turn.endedBy === 'flag'
  if (!(released && policy.excuse.releasedByMember) && !(flagged && policy.excuse.flagged)) {
    return 'none'
  }
  if (elapsed(clock, turn.openedAt, turn.endedAt ?? 0) > policy.withinMs) return 'none'
  if (released && turn.ordinal > 1) {
    return clientWritesAgain(turn, clock, policy, history) ? 'none' : 'excused'
  }
  return 'needs_cap'
}

/** Whether the turn's client writes in the conversation within `within` after the ending. */
function clientWritesAgain(turn: Turn, clock: Clock, policy: Policy, history: History): boolean {
  const ending = turn.ending
  if (ending === null) return false
  return history.events.some((event) => {
    if (event.type !== 'message' || !waitsForReply(event)) return false
    if (event.member !== turn.member || event.conversation !== turn.conversation) return false
    if (event.client !== turn.client || compareCanonically(event, ending) < 0) return false
    return elapsed(clock, ending.at, event.at) <= policy.withinMs
  })
}

/** The first ceil(N · cap) of those that need the cap, in order of (`ended_at`, turn id). */
function excusedWithinCap(
  policy: Policy,
  history: History,
  capScope: readonly Turn[],
): ReadonlySet<Turn> {
  const hundredths = policy.excuse.selfExcusedMax ?? 0
  const most = Math.ceil((capScope.length * hundredths) / 10_000)
  const asking = capScope
    .filter((turn) => excuseOf(turn, policy, history) === 'needs_cap')
    .sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0) || compareIds(a.id, b.id))
  return new Set(asking.slice(0, most))
}
