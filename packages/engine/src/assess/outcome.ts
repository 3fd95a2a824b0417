import { compareBytes } from '../base/bytes.ts'
import type { Ms } from '../base/instant.ts'
import type { CalendarReading } from '../clock/calendar.ts'
import { due, elapsed, type TurnClock, WALL } from '../clock/clock.ts'
import { ANSWER_ACTIONS } from '../event/event.ts'
import type { Policy } from '../policy/policy.ts'
import type { MemberTurns, RareFacts } from '../turn/table.ts'
import { REPLY_KINDS } from '../turn/turn.ts'

/** What a policy says of a turn at an instant [OC]. The numbers index this list. */
export const OUTCOMES = ['on_time', 'late', 'missed', 'pending', 'excused'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** Why a turn has its outcome. The numbers index this list. */
export const REASONS = [
  'replied',
  'auto_replied',
  'unanswered',
  'ended_unanswered',
  'ruling',
  'client_released',
  'withdrawn',
  'closed',
  'away',
  'client_erased',
  'goodbye',
  'released',
  'flagged',
  'over_the_cap',
] as const
export type Reason = (typeof REASONS)[number]

const code = (outcome: Outcome): number => OUTCOMES.indexOf(outcome)
export const ON_TIME: number = code('on_time')
export const LATE: number = code('late')
export const MISSED: number = code('missed')
export const PENDING: number = code('pending')
const EXCUSED: number = code('excused')
/** Marks a row that was not judged. */
export const UNJUDGED = 255

const why = (reason: Reason): number => REASONS.indexOf(reason)
const REPLIED = why('replied')
const AUTO_REPLIED = why('auto_replied')
const UNANSWERED = why('unanswered')
const ENDED = why('ended_unanswered')
const OVER_THE_CAP = why('over_the_cap')

/** One member's turns as of an instant, and who works when. */
export type Case = {
  readonly turns: MemberTurns
  readonly reading: CalendarReading
  readonly asOf: Ms
}

type Judged = {
  readonly row: number
  readonly rare: RareFacts | undefined
  /** Null is the wall clock without pauses. */
  readonly clock: TurnClock | null
}

/** A turn that would be excused if the cap lets the member excuse it [OC1]. */
type Claim = { readonly row: number; readonly endedAt: Ms; readonly reason: number }

/** The turns that the cap counts, by the instants of their opening: (after, until]; N of them [OC1]. */
export type CapScope = { readonly after: Ms; readonly until: Ms; readonly candidates: number }

/**
 * Judges rows of one member under one policy. After `judge`, `outcome`, `reason` and `elapsed` answer
 * by row less the member's first; `elapsed` is NaN for the excused. They last until the next call.
 */
export class Judge {
  outcome: Uint8Array = new Uint8Array(0)
  reason: Uint8Array = new Uint8Array(0)
  elapsed: Float64Array = new Float64Array(0)
  readonly #policy: Policy
  /** By index in REPLY_KINDS. */
  readonly #counts: readonly boolean[]
  #claims: Claim[] = []

  constructor(policy: Policy) {
    this.#policy = policy
    const { messages, answers } = policy.replies
    this.#counts = [messages, ...ANSWER_ACTIONS.map((action) => answers.includes(action))]
  }

  /** Makes room for a member's rows and marks all of them as not judged. */
  begin(turns: MemberTurns): void {
    const size = turns.to - turns.from
    if (this.outcome.length < size) {
      this.outcome = new Uint8Array(size * 2)
      this.reason = new Uint8Array(size * 2)
      this.elapsed = new Float64Array(size * 2)
    }
    this.outcome.fill(UNJUDGED, 0, size)
    this.#claims = []
  }

  /** Judges one row; the member's own excuses wait for `settleClaims`. */
  judge(task: Case, row: number): void {
    const rare = task.turns.rare?.get(row)
    const clock = task.reading.plain ? null : task.reading.clock(openedAt(task, row))
    if (rare !== undefined || clock !== null) {
      const excuse = this.#excuse(task, { row, rare, clock })
      if (excuse !== null) {
        this.#set(task, row, { outcome: EXCUSED, reason: excuse, elapsed: Number.NaN })
        return
      }
    }
    this.#judgeReply(task, { row, rare, clock })
  }

  get hasClaims(): boolean {
    return this.#claims.length > 0
  }

  /** Whether the cap is still to decide on a row, released or flagged in time by the member. */
  isClaimed(row: number): boolean {
    return this.#claims.some((claim) => claim.row === row)
  }

  /**
   * Excuses, of the turns in scope that the member released or flagged in time, the first that the cap
   * allows in order of (ended_at, turn id) [OC1].
   */
  settleClaims(task: Case, scope: CapScope): void {
    if (this.#claims.length === 0) return
    const max = this.#policy.excuse.selfExcusedMax
    const allowed =
      max === null ? this.#claims.length : Math.ceil((scope.candidates * max) / 10_000)
    const id = (claim: Claim) => task.turns.rare?.get(claim.row)?.turn ?? ''
    const asking = this.#claims.filter(({ row }) => {
      const opened = openedAt(task, row)
      return max === null || (opened > scope.after && opened <= scope.until)
    })
    this.#claims = []
    asking.sort((a, b) => a.endedAt - b.endedAt || compareBytes(id(a), id(b)))
    asking.forEach((claim, index) => {
      if (index < allowed) {
        this.#set(task, claim.row, { outcome: EXCUSED, reason: claim.reason, elapsed: Number.NaN })
      } else this.reason[claim.row - task.turns.from] = OVER_THE_CAP
    })
  }

  #judgeReply(task: Case, turn: Judged): void {
    const { columns } = task.turns
    const { row } = turn
    const opened = columns.openedAt[row] as number
    const { within, replies } = this.#policy
    let reason = REPLIED
    let replied = columns.repliedAt[row] as number
    if (!this.#counts[columns.repliedWith[row] as number]) replied = this.#laterReply(turn.rare)
    if (!(replied <= task.asOf)) replied = Number.NaN
    if (replies.automated && columns.autoRepliedAt !== null) {
      const auto = columns.autoRepliedAt[row] as number
      if (auto <= task.asOf && !(replied <= auto)) {
        replied = auto
        reason = AUTO_REPLIED
      }
    }
    const answered = replied === replied
    const end = answered ? replied : task.asOf
    const took = turn.clock === null ? end - opened : elapsed(turn.clock, opened, end)
    const outcome = answered ? (took <= within ? ON_TIME : LATE) : took > within ? MISSED : PENDING
    if (!answered) reason = (turn.rare?.ended_at ?? task.asOf + 1) <= task.asOf ? ENDED : UNANSWERED
    const at = row - task.turns.from
    this.outcome[at] = outcome
    this.reason[at] = reason
    this.elapsed[at] = took
  }

  /** The earliest reply of a kind the policy counts, where the first one's kind is not [TN3]. */
  #laterReply(rare: RareFacts | undefined): number {
    let first = Number.NaN
    REPLY_KINDS.forEach((kind, index) => {
      const at = rare?.later_replies?.[kind]
      if (at !== undefined && this.#counts[index] === true && !(first <= at)) first = at
    })
    return first
  }

  /** The reason that excuses the turn, or null; notes a claim where the cap is to decide [OC1]. */
  #excuse(task: Case, turn: Judged): number | null {
    const { rare } = turn
    const opened = openedAt(task, turn.row)
    const ruled = rare?.rulings.findLast((ruling) => ruling.at <= task.asOf)?.excused
    if (ruled !== undefined) return ruled ? why('ruling') : null
    const ended = rare?.ended_at ?? null
    const endReason = ended === null || ended > task.asOf ? null : this.#endExcuse(task, turn)
    if (endReason !== null) return endReason
    if (task.reading.excusedByAbsence(opened)) return why('away')
    if (this.#erased(task, turn)) return why('client_erased')
    return ended === null || ended > task.asOf ? null : this.#ownExcuse(task, turn)
  }

  #endExcuse(task: Case, turn: Judged): number | null {
    const { rare } = turn
    if (rare === undefined) return null
    const { withdrawnWithin, closedWithin } = this.#policy.excuse
    const took = this.#took(task, turn, rare.ended_at ?? 0)
    if (rare.ended_by === 'release' && rare.ended_who === 'client') return why('client_released')
    if (rare.ended_by === 'withdrawal' && withdrawnWithin !== null && took <= withdrawnWithin) {
      return why('withdrawn')
    }
    const closed = rare.ended_by === 'closure' && rare.ended_who !== 'member'
    return closed && closedWithin !== null && took <= closedWithin ? why('closed') : null
  }

  /** The member's own release or flag: a claim under the cap, or a goodbye outside it [OC1]. */
  #ownExcuse(task: Case, turn: Judged): number | null {
    const { rare } = turn
    const { within, excuse } = this.#policy
    if (rare === undefined || rare.ended_at === null) return null
    const released = rare.ended_by === 'release' && rare.ended_who === 'member'
    const claimed = released ? excuse.releasedByMember : rare.ended_by === 'flag' && excuse.flagged
    if (!claimed || this.#took(task, turn, rare.ended_at) > within) return null
    if (released && (task.turns.columns.ordinal[turn.row] ?? 1) > 1) {
      const next = rare.next_client_at
      const wroteAgain =
        next !== null &&
        next <= task.asOf &&
        elapsed(turn.clock ?? WALL, rare.ended_at, next) <= within
      return wroteAgain ? null : why('goodbye')
    }
    const reason = why(released ? 'released' : 'flagged')
    this.#claims.push({ row: turn.row, endedAt: rare.ended_at, reason })
    return null
  }

  /** Whether all the turn's clients were erased before it was due [OC1]. */
  #erased(task: Case, turn: Judged): boolean {
    if (task.reading.plain) return false
    const { columns, clientName } = task.turns
    const clients = turn.rare?.clients ?? [clientName(columns.client[turn.row] ?? 0)]
    const erasures = clients.map((client) => task.reading.erasedAt(client))
    if (erasures.includes(null)) return false
    const opened = openedAt(task, turn.row)
    const dueAt = due(turn.clock ?? WALL, opened, this.#policy.within)
    return erasures.every((at) => at !== null && (dueAt === null || at < dueAt))
  }

  #took(task: Case, turn: Judged, end: Ms): Ms {
    const opened = openedAt(task, turn.row)
    return turn.clock === null ? end - opened : elapsed(turn.clock, opened, end)
  }

  #set(
    task: Case,
    row: number,
    verdict: { outcome: number; reason: number; elapsed: number },
  ): void {
    const at = row - task.turns.from
    this.outcome[at] = verdict.outcome
    this.reason[at] = verdict.reason
    this.elapsed[at] = verdict.elapsed
  }
}

function openedAt(task: Case, row: number): Ms {
  return task.turns.columns.openedAt[row] ?? 0
}
