import type { Ms } from '../base/instant.ts'
import { startOfDay } from '../clock/zone.ts'
import { MESSAGE_KINDS } from '../event/event.ts'
import type { Policy } from '../policy/policy.ts'
import { countsDecide } from './assess.ts'
import { LATE, MISSED, ON_TIME, PENDING } from './outcome.ts'

/**
 * What a policy says of each turn whatever others its member has, on the plain wall clock, where a turn has none of the
 * facts that few have and no automated reply counts.
 */
export type AloneRule = {
  /** In the window are turns opened after an instant, and not after another. */
  readonly after: Ms
  readonly until: Ms
  readonly asOf: Ms
  readonly within: Ms
  /** Bit by index in MESSAGE_KINDS: such turns count. */
  readonly kinds: number
  readonly byMember: boolean
  /** Only a conversation's first turn counts. */
  readonly firstOnly: boolean
  /** Whether a message is a reply. */
  readonly messages: boolean
  /** Whether an automated one is. */
  readonly automated: boolean
}

/** The rule of a policy under which counts decide and which judges each turn by itself; else null. */
export function aloneRule(policy: Policy, asOf: Ms): AloneRule | null {
  const { turns, window, weights, replies, within } = policy
  const { days, lag, last, atLeast, anchor } = window
  const looksAtOthers =
    turns.count === 'first_contact' ||
    turns.silence !== null ||
    last !== null ||
    atLeast !== null ||
    anchor.kind === 'last_turn' ||
    weights.perClientMax !== null
  if (looksAtOthers || !countsDecide(policy)) return null
  const end = anchor.kind === 'yesterday' ? startOfDay(anchor.zone, asOf) : asOf
  const counted = (turns.kinds ?? MESSAGE_KINDS).map((kind) => 1 << MESSAGE_KINDS.indexOf(kind))
  return {
    after: days === null ? Number.NEGATIVE_INFINITY : end - days,
    until: Math.min(end, asOf - lag),
    asOf,
    within,
    kinds: counted.reduce((bits, bit) => bits | bit, 0),
    byMember: turns.initiatedBy === 'any',
    firstOnly: turns.count === 'first_turn',
    messages: replies.messages,
    automated: replies.automated,
  }
}

/** ON_TIME, LATE, MISSED or PENDING: of a turn that a message ended, or nothing (NaN). */
export function outcomeAlone(rule: AloneRule, openedAt: Ms, repliedAt: Ms): number {
  const { asOf, within } = rule
  if (rule.messages && repliedAt <= asOf) return repliedAt - openedAt <= within ? ON_TIME : LATE
  return asOf - openedAt > within ? MISSED : PENDING
}
