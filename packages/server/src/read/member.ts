import {
  disclose,
  epochInstant,
  epochNumber,
  explain,
  type ExplainedTurn,
  type Explanation,
  formatInstant,
  MemberHistory,
  type Ms,
  type Policy,
  shownScore,
  type Viewer,
} from '@alacrity/engine'
import type { AuditEntry, HistoryRecord, Notice, Store } from '@alacrity/store'
import type { Assessors } from '../assess/lines.ts'
import { type Page, pageOf, type PageWish } from './page.ts'

export type MemberPorts = {
  readonly store: Pick<Store, 'turns' | 'labels' | 'audit' | 'notices' | 'members'>
  readonly assessors: Assessors
  /** The policy that speaks for the score at an instant. */
  readonly policyAt: (at: Ms) => Policy
}

/** The explanation without its turns, which have a list of their own. */
export type ScoreView = Omit<Explanation, 'turns'> & { readonly turns_total: number }

export type ScoreAt = { readonly epoch: string; readonly score: number | null }

/** How many past epochs the history of the score goes back. */
const EPOCHS_BACK = 52
const LOOKS_MAX = 500
const NOTICES_MAX = 200

/** What a member sees of their own [DS1]; an operator too, with a reason [DS5]. */
export class MemberDesk {
  readonly #ports: MemberPorts

  constructor(ports: MemberPorts) {
    this.#ports = ports
  }

  /** The whole assessment, or null where this viewer is shown nothing. */
  async #explanation(viewer: Viewer, member: string, now: Ms): Promise<Explanation | null> {
    const history = await this.#history(member)
    const assessor = this.#ports.assessors.of(this.#ports.policyAt(now))
    const shown = disclose(viewer, {
      member,
      published: null,
      explanation: explain(history, assessor, now),
      restricted: false,
    })
    return shown.kind === 'explanation' ? shown.explanation : null
  }

  async score(viewer: Viewer, member: string, now: Ms): Promise<ScoreView | null> {
    const explanation = await this.#explanation(viewer, member, now)
    if (explanation === null) return null
    const { turns, ...rest } = explanation
    return { ...rest, turns_total: turns.length }
  }

  /** Newest first. */
  async turns(
    viewer: Viewer,
    member: string,
    { now, wish }: { readonly now: Ms; readonly wish: PageWish },
  ): Promise<Page<ExplainedTurn> | null> {
    const explanation = await this.#explanation(viewer, member, now)
    if (explanation === null) return null
    return pageOf([...explanation.turns].reverse(), {
      list: `turns\u0000${member}`,
      name: ({ turn, conversation }) => `${conversation}\u0000${turn}`,
      wish,
    })
  }

  /** The label as it was published, and the score as it would have been read at each past epoch. */
  async history(
    member: string,
    now: Ms,
  ): Promise<{ readonly labels: readonly HistoryRecord[]; readonly scores: readonly ScoreAt[] }> {
    const labels = await this.#ports.store.labels.history(member)
    return { labels, scores: this.#scoresOf(await this.#history(member), now) }
  }

  #scoresOf(history: MemberHistory, now: Ms): readonly ScoreAt[] {
    const policy = this.#ports.policyAt(now)
    const assessor = this.#ports.assessors.of(policy)
    const { every } = policy.publish
    const first = history.events[0]?.at ?? now
    const last = epochNumber(every, now)
    const from = Math.max(last - EPOCHS_BACK + 1, epochNumber(every, first))
    const latest = history.isReadableAtAnyInstant(policy) ? history.table(now, policy) : null
    const scores: ScoreAt[] = []
    for (let number = from; number <= last; number += 1) {
      const at = epochInstant(every, number)
      const table = latest ?? history.table(at, policy)
      const score = shownScore(assessor.assess(table, history.calendar, at))
      scores.push({ epoch: formatInstant(at), score })
    }
    return scores
  }

  /** Who looked or acted, why and when; newest first [DS5]. */
  looks(member: string): Promise<readonly AuditEntry[]> {
    return this.#ports.store.audit.of(member, LOOKS_MAX)
  }

  notices(member: string): Promise<readonly Notice[]> {
    return this.#ports.store.notices.of(member, NOTICES_MAX)
  }

  /** A member is shown their own page from the start: whoever has no event yet has an empty history. */
  async #history(member: string): Promise<MemberHistory> {
    const known = await this.#ports.store.turns.history(member)
    return known ?? new MemberHistory(member, [])
  }
}
