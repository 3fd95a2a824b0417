import type { Assessor } from '../assess/assess.ts'
import { OUTCOMES, type Outcome } from '../assess/outcome.ts'
import { formatInstant, type Ms } from '../base/instant.ts'
import type { Past } from '../member/history.ts'
import { standingRuling, type Turn } from '../turn/turn.ts'

/** What `alacrity turns` prints of one turn; absent facts are null. */
export type TurnRow = {
  readonly turn: string
  readonly member: string
  readonly client: string
  readonly conversation: string
  readonly ordinal: number
  readonly initiated_by: Turn['initiated_by']
  readonly kind: Turn['kind']
  readonly opened_at: string
  readonly messages: number
  readonly replied_at: string | null
  readonly replied_with: Turn['replied_with']
  readonly auto_replied_at: string | null
  readonly ended_at: string | null
  readonly ended_by: Turn['ended_by']
  readonly ended_who: Turn['ended_who']
  readonly excused: boolean | null
  readonly elapsed_ms: Ms | null
  readonly outcome: Outcome | null
}

/**
 * Every turn of a member as of an instant, by (opened_at, turn id); with a policy its outcome, whatever
 * the policy counts, the cap of OC1 counting them all.
 */
export function turnRows(history: Past, asOf: Ms, assessor: Assessor | null): readonly TurnRow[] {
  const table = history.table(asOf, null)
  if (assessor === null) return table.turns.map((turn) => rowOf(turn, null, null))
  assessor.windower.judgeAll(assessor.caseOf(table, history.calendar, asOf))
  const { outcome, elapsed } = assessor.windower.judge
  return table.turns.map((turn, row) => {
    const verdict = OUTCOMES[outcome[row] ?? 0] ?? null
    return rowOf(turn, verdict, verdict === 'excused' ? null : (elapsed[row] ?? null))
  })
}

function rowOf(turn: Turn, outcome: Outcome | null, elapsed: Ms | null): TurnRow {
  const instant = (at: Ms | null) => (at === null ? null : formatInstant(at))
  return {
    turn: turn.turn,
    member: turn.member,
    client: turn.client,
    conversation: turn.conversation,
    ordinal: turn.ordinal,
    initiated_by: turn.initiated_by,
    kind: turn.kind,
    opened_at: formatInstant(turn.opened_at),
    messages: turn.messages,
    replied_at: instant(turn.replied_at),
    replied_with: turn.replied_with,
    auto_replied_at: instant(turn.auto_replied_at),
    ended_at: instant(turn.ended_at),
    ended_by: turn.ended_by,
    ended_who: turn.ended_who,
    excused: standingRuling(turn),
    elapsed_ms: elapsed,
    outcome,
  }
}
