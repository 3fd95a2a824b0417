import type { Ms } from '@alacrity/engine'
import type { Cursor, Page } from './page.ts'

/** Why a member's labels are hidden: by the operator on the member's demand, or by the member's own wish. */
export type Restriction = {
  readonly member: string
  readonly kind: 'restricted' | 'opted_out'
  readonly since: Ms
  readonly by: string
}

export type AwayClaim = {
  readonly member: string
  /** The away event's id: the same claim twice counts once. */
  readonly id: string
  /** What the operator counts by, such as "2026". */
  readonly period: string
  readonly ms: Ms
  readonly allowance_ms: Ms
  readonly at: Ms
}

/** Everything stored about one member, for their export; events and history come from `log` and `labels`. */
export type Members = {
  /** Counts time away against an allowance [CK4]. `refused`: nothing was counted. */
  claimAway(claim: AwayClaim): Promise<{
    readonly kind: 'claimed' | 'already' | 'refused'
    readonly used_ms: Ms
  }>
  awayUsed(member: string, period: string): Promise<Ms>
  /** Takes a claim back, such as of an absence that was cut short; nothing for an unknown one. */
  releaseAway(member: string, id: string): Promise<void>
  /** Hides the member's labels from now on, in the same transaction [DS2]. */
  restrict(restriction: Restriction): Promise<void>
  /** Labels come back with the next epoch at which the member's state is published. */
  unrestrict(member: string, kind: Restriction['kind']): Promise<void>
  restrictions(member: string): Promise<readonly Restriction[]>
  /**
   * Removes every event, turn, state, label, contest, notice and claim of a member. The audit log keeps its
   * chain and no longer says of whom it speaks. Returns how many events went.
   */
  erase(member: string): Promise<number>
  /**
   * Replaces a client's id by a pseudonym, "erased_" and 32 hexadecimal digits that were drawn, in every
   * event and aside. Turns keep what they are, and one of these events that comes again with the old id is
   * still a duplicate [EV2]. Returns how many events were changed.
   */
  eraseClient(client: string, pseudonym: string): Promise<number>
}

export const CONTEST_STATES = ['open', 'upheld', 'rejected', 'withdrawn'] as const
/** A contest is open until a person decides it or its member withdraws it; no clock closes it. */
export type ContestState = (typeof CONTEST_STATES)[number]

export type Contest = {
  readonly id: string
  readonly member: string
  readonly subject: 'turn' | 'label'
  /** The turn's id, or "line/label". */
  readonly about: string
  readonly reason: string
  readonly opened_at: Ms
  /** When an answer is owed: 14 days after. */
  readonly due_at: Ms
  readonly state: ContestState
  readonly decided_at: Ms | null
  readonly decided_by: string | null
  readonly answer: string | null
}

export type NewContest = Omit<Contest, 'state' | 'decided_at' | 'decided_by' | 'answer'>
export type ContestDecision = {
  readonly id: string
  readonly state: 'upheld' | 'rejected' | 'withdrawn'
  readonly decided_at: Ms
  /** A person, never a program. */
  readonly decided_by: string
  readonly answer: string
}

export type Contests = {
  /** `already`: this id exists, or the member has an open contest about the same thing. */
  open(contest: NewContest): Promise<'opened' | 'already'>
  /** `closed`: it was decided before, and stays as it was. */
  decide(decision: ContestDecision): Promise<'decided' | 'closed' | 'unknown'>
  get(id: string): Promise<Contest | null>
  of(member: string): Promise<readonly Contest[]>
  /** Open ones, the first due first. */
  queue(cursor: Cursor, limit: number): Promise<Page<Contest>>
}

export type Notice = {
  readonly id: string
  readonly member: string
  readonly at: Ms
  readonly topic: string
  /** JSON text. */
  readonly body: string
  readonly read_at: Ms | null
}

/** What a member is told, such as a coming loss [LB6]. */
export type Notices = {
  /** All in one transaction. Returns the ids that were new; one that is there is left as it is. */
  add(notices: readonly Omit<Notice, 'read_at'>[]): Promise<readonly string[]>
  /** Newest first, at most `limit`. */
  of(member: string, limit: number): Promise<readonly Notice[]>
  markRead(member: string, id: string, at: Ms): Promise<void>
}
