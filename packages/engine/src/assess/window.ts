import { DAY, type Ms } from '../base/instant.ts'
import { startOfDay } from '../clock/zone.ts'
import { MESSAGE_KINDS } from '../event/event.ts'
import type { Policy } from '../policy/policy.ts'
import type { MemberTurns } from '../turn/table.ts'
import { type Case, Judge, PENDING, UNJUDGED } from './outcome.ts'

/** The turns that speak for a member at an instant. */
export type Window = {
  /** Rows, oldest first, whatever their outcome. A view into scratch space: read before the next call. */
  readonly rows: Int32Array
  readonly anchor: Ms
}

/** Whether an outcome is on_time, late or missed. */
export function settled(outcome: number): boolean {
  return outcome < PENDING
}

/**
 * Turns opened at or before this instant say nothing about any assessment as of `asOf` or later; −∞ where
 * every turn may.
 */
export function oldestThatCounts({ turns, weights, window }: Policy, asOf: Ms): Ms {
  const { days, extendTo, anchor } = window
  const byContact = turns.count === 'first_contact' || weights.firstContact !== weights.followUp
  if (days === null || anchor.kind === 'last_turn' || byContact || turns.silence !== null) {
    return Number.NEGATIVE_INFINITY
  }
  // A window up to yesterday begins up to a day and an hour sooner.
  return asOf - Math.max(days, extendTo ?? 0) - (anchor.kind === 'yesterday' ? 2 * DAY : 0)
}

/** Chooses the turns that count [AS1] and the window of them [AS2], judging on the way. */
export class Windower {
  readonly judge: Judge
  readonly #policy: Policy
  /** By index in MESSAGE_KINDS; null takes every kind. */
  readonly #kinds: readonly boolean[] | null
  readonly #needsFirstContact: boolean
  /** 1 where the row is a first contact, by row less the member's first. */
  firstContact: Uint8Array = new Uint8Array(0)
  #seen: Uint8Array = new Uint8Array(0)
  #perClient: Uint32Array = new Uint32Array(0)
  #rows: Int32Array = new Int32Array(0)

  constructor(policy: Policy) {
    this.#policy = policy
    this.judge = new Judge(policy)
    const { kinds, count } = policy.turns
    this.#kinds = kinds === null ? null : MESSAGE_KINDS.map((kind) => kinds.includes(kind))
    const { firstContact, followUp } = policy.weights
    this.#needsFirstContact = count === 'first_contact' || firstContact !== followUp
  }

  /** The final window of a member. */
  select(task: Case): Window {
    const { turns, asOf } = task
    const { days, lag, extendTo, anchor } = this.#policy.window
    const end = upperBound(turns, asOf)
    this.#makeRoom(turns)
    if (this.#needsFirstContact) this.#markFirstContacts(turns, end)
    this.judge.begin(turns)
    const reach = days === null ? Number.POSITIVE_INFINITY : Math.max(days, extendTo ?? 0)
    const fixed = anchor.kind === 'yesterday' ? startOfDay(anchor.zone, asOf) : asOf
    const start =
      anchor.kind === 'last_turn' ? turns.from : Math.min(end, upperBound(turns, fixed - reach))
    for (let row = start; row < end; row += 1) {
      if (this.#isCandidate(turns, row)) this.judge.judge(task, row)
    }
    // Which turn was settled last may depend on the cap; the cap is measured without its own doing.
    const capAnchor = anchor.kind === 'last_turn' ? this.#newestSettled(task, end) : fixed
    this.#settleClaims(task, { after: capAnchor - reach, until: Math.min(capAnchor, asOf - lag) })
    const a = anchor.kind === 'last_turn' ? this.#newestSettled(task, end) : fixed
    return { anchor: a, rows: this.#narrow(turns, a, Math.min(a, asOf - lag)) }
  }

  /** No more turns than this can be in the window as of an instant; nothing is judged. */
  most(turns: MemberTurns, asOf: Ms): number {
    const { days, extendTo, anchor } = this.#policy.window
    const end = upperBound(turns, asOf)
    if (days === null || anchor.kind === 'last_turn') return end - turns.from
    const fixed = anchor.kind === 'yesterday' ? startOfDay(anchor.zone, asOf) : asOf
    return end - Math.min(end, upperBound(turns, fixed - Math.max(days, extendTo ?? 0)))
  }

  #settleClaims(task: Case, span: { readonly after: Ms; readonly until: Ms }): void {
    if (!this.judge.hasClaims) return
    const { turns } = task
    const end = upperBound(turns, span.until)
    let candidates = 0
    for (let row = upperBound(turns, span.after); row < end; row += 1) {
      if (this.judge.outcome[row - turns.from] !== UNJUDGED) candidates += 1
    }
    this.judge.settleClaims(task, { ...span, candidates })
  }

  /** Judges every turn as of an instant, whatever the policy counts; the cap counts them all. */
  judgeAll(task: Case): void {
    const end = upperBound(task.turns, task.asOf)
    this.judge.begin(task.turns)
    for (let row = task.turns.from; row < end; row += 1) this.judge.judge(task, row)
    const candidates = end - task.turns.from
    this.judge.settleClaims(task, { after: Number.NEGATIVE_INFINITY, until: task.asOf, candidates })
  }

  #makeRoom(turns: MemberTurns): void {
    const size = turns.to - turns.from
    if (this.#rows.length < size) {
      this.#rows = new Int32Array(size * 2)
      this.firstContact = new Uint8Array(size * 2)
    }
    if (this.#seen.length < turns.clients) {
      this.#seen = new Uint8Array(turns.clients * 2)
      this.#perClient = new Uint32Array(turns.clients * 2)
    }
  }

  /** A client's first turn with the member, withdrawn ones aside, or after enough silence [AS1]. */
  #markFirstContacts(turns: MemberTurns, end: number): void {
    const { silence } = this.#policy.turns
    const { columns, from, rare, lastContactAt } = turns
    this.#seen.fill(0, 0, turns.clients)
    for (let row = from; row < end; row += 1) {
      const client = columns.client[row] as number
      const withdrawn = rare?.get(row)?.ended_by === 'withdrawal'
      let first = !withdrawn && this.#seen[client] === 0
      if (first) this.#seen[client] = 1
      if (!withdrawn && silence !== null) {
        const contact = lastContactAt === null ? Number.NaN : (lastContactAt[row - from] as number)
        first ||= !((columns.openedAt[row] as number) - contact <= silence)
      }
      this.firstContact[row - from] = first ? 1 : 0
    }
  }

  #isCandidate(turns: MemberTurns, row: number): boolean {
    const { count, initiatedBy } = this.#policy.turns
    const { columns } = turns
    if (this.#kinds !== null && this.#kinds[columns.kind[row] as number] !== true) return false
    if (initiatedBy === 'client' && columns.byMember[row] === 1) return false
    if (count === 'first_turn') return columns.ordinal[row] === 1
    return count === 'every_turn' || this.firstContact[row - turns.from] === 1
  }

  #isSettled(turns: MemberTurns, row: number): boolean {
    return settled(this.judge.outcome[row - turns.from] as number)
  }

  /** Without any settled turn the window ends now. */
  #newestSettled({ turns, asOf }: Case, end: number): Ms {
    for (let row = end - 1; row >= turns.from; row -= 1) {
      if (this.#isSettled(turns, row) && !this.judge.isClaimed(row))
        return turns.columns.openedAt[row] as number
    }
    return asOf
  }

  /** days, at_least, last and per_client_max, in this order [AS2]. */
  #narrow(turns: MemberTurns, anchor: Ms, until: Ms): Int32Array {
    const { days, atLeast, extendTo, last } = this.#policy.window
    const end = upperBound(turns, until)
    let start = days === null ? turns.from : upperBound(turns, anchor - days)
    if (atLeast !== null && extendTo !== null) {
      const here = this.#countSettled(turns, start, end)
      const wider = Math.min(start, upperBound(turns, anchor - extendTo))
      const there = here >= atLeast ? here : this.#countSettled(turns, wider, end)
      if (here < atLeast && there > here) {
        start = this.#nthNewest(turns, { from: wider, to: end, n: Math.min(atLeast, there) })
      }
    }
    if (last !== null && this.#countSettled(turns, start, end) > last) {
      start = this.#nthNewest(turns, { from: start, to: end, n: last })
    }
    let size = 0
    for (let row = start; row < end; row += 1) {
      if (this.judge.outcome[row - turns.from] === UNJUDGED) continue
      this.#rows[size] = row
      size += 1
    }
    return this.#limitClients(turns, size)
  }

  #countSettled(turns: MemberTurns, from: number, to: number): number {
    let count = 0
    for (let row = from; row < to; row += 1) if (this.#isSettled(turns, row)) count += 1
    return count
  }

  /** The row of the n-th newest settled turn of a span that has so many. */
  #nthNewest(turns: MemberTurns, span: { from: number; to: number; n: number }): number {
    let rest = span.n
    for (let row = span.to - 1; row >= span.from; row -= 1) {
      if (this.#isSettled(turns, row)) rest -= 1
      if (rest === 0) return row
    }
    return span.from
  }

  /** Keeps a client's newest settled turns; turns that are not settled stay [AS2]. */
  #limitClients(turns: MemberTurns, size: number): Int32Array {
    const max = this.#policy.weights.perClientMax
    if (max === null) return this.#rows.subarray(0, size)
    this.#perClient.fill(0, 0, turns.clients)
    let kept = size
    for (let i = size - 1; i >= 0; i -= 1) {
      const row = this.#rows[i] as number
      if (this.#isSettled(turns, row)) {
        const client = turns.columns.client[row] as number
        const count = (this.#perClient[client] as number) + 1
        this.#perClient[client] = count
        if (count > max) continue
      }
      kept -= 1
      this.#rows[kept] = row
    }
    return this.#rows.subarray(kept, size)
  }
}

/** The first row of a member opened later than an instant. */
function upperBound(turns: MemberTurns, at: Ms): number {
  const { openedAt } = turns.columns
  let low = turns.from
  let high = turns.to
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((openedAt[middle] as number) <= at) low = middle + 1
    else high = middle
  }
  return low
}
