import {
  type Condition,
  DAY,
  disclose,
  epochInstant,
  epochNumber,
  type ExplainedTurn,
  type Explanation,
  formatInstant,
  MemberHistory,
  type Ms,
  type PathPoint,
  type Policy,
  type Prospect,
  prospectOf,
  scorePath,
  type Viewer,
} from '@alacrity/engine'
import type { AuditEntry, HistoryRecord, Notice, Store } from '@alacrity/store'
import type { Assessors } from '../assess/lines.ts'
import {
  type Agenda,
  agendaOf,
  type AwayPreview,
  declaredAways,
  type HoursPreview,
  previewAway,
  previewHours,
} from './agenda.ts'
import { Explained } from './explained.ts'
import { type Page, pageOf, type PageWish } from './page.ts'
import { pastOf } from './past.ts'
import { type Patterns, patternsOf } from './patterns.ts'

export type MemberPorts = {
  readonly store: Pick<Store, 'turns' | 'labels' | 'audit' | 'notices' | 'members'>
  readonly assessors: Assessors
  /** The policy that speaks for the score at an instant. */
  readonly policyAt: (at: Ms) => Policy
  /** Days of absence a member may declare in a calendar year; null: as many as they like. */
  readonly awayDaysMax: number | null
}

/** The explanation without its turns, which have a list of their own. */
export type ScoreView = Omit<Explanation, 'turns'> & {
  readonly turns_total: number
  /** The labels as clients see them, by the record. */
  readonly published: readonly string[]
  /** When labels are published next. */
  readonly next_epoch: string
  /** The absence that is just now; null: none. */
  readonly away_until: string | null
  readonly rule: ScoreRule
}

/** What of the rule a page shows beside the score. */
export type ScoreRule = {
  readonly within_ms: Ms
  readonly every: Policy['publish']['every']
  readonly dwell: number
  readonly window_days: number | null
  /** From how many points of the score the first label is given and kept; null where it asks for something else. */
  readonly grant_percent: number | null
  readonly keep_percent: number | null
  readonly self_excused_max_percent: number | null
}

/** Which turns of the list are wanted. */
export type TurnsWish = PageWish & {
  readonly outcome?: string | undefined
  /** Part of the client's or the conversation's id, in any case. */
  readonly search?: string | undefined
  /** So many of the list are passed over: for whoever scrolls in a list of known length. */
  readonly skip?: number | undefined
}

export type TurnsPage = Page<ExplainedTurn> & {
  /** Of the whole list, by what is wished for; and of all turns by outcome. */
  readonly total: number
  readonly outcomes: Readonly<Record<string, number>>
}

/** How many past epochs the history of the score goes back. */
const EPOCHS_BACK = 52
const PROSPECT_MOST = 20
/** The week is drawn from at least so many days. */
const PATTERN_MIN = 90 * DAY
const LOOKS_MAX = 500
const NOTICES_MAX = 200

/** What a member sees of their own [DS1]; an operator too, with a reason [DS5]. */
export class MemberDesk {
  readonly #ports: MemberPorts
  readonly #explained = new Explained()

  constructor(ports: MemberPorts) {
    this.#ports = ports
  }

  /** The whole assessment, or null where this viewer is shown nothing. */
  #disclosed(viewer: Viewer, member: string, explanation: Explanation): Explanation | null {
    const subject = { member, published: null, explanation, restricted: false }
    const shown = disclose(viewer, subject)
    return shown.kind === 'explanation' ? shown.explanation : null
  }

  async score(viewer: Viewer, member: string, now: Ms): Promise<ScoreView | null> {
    const policy = this.#ports.policyAt(now)
    const history = await pastOf(this.#ports.store.turns, member, policy)
    const whole = this.#explained.of(history, this.#ports.assessors.of(policy), now)
    const explanation = this.#disclosed(viewer, member, whole)
    if (explanation === null) return null
    const { every } = policy.publish
    const away = declaredAways(history).filter(({ from, until }) => from <= now && now < until)
    const until = Math.max(0, ...away.map((each) => each.until))
    return {
      ...withoutTurns(explanation),
      turns_total: history.turns(now).length,
      published: (await this.#ports.store.labels.published([member])).get(member) ?? [],
      next_epoch: formatInstant(epochInstant(every, epochNumber(every, now) + 1)),
      away_until: until === 0 ? null : formatInstant(until),
      rule: ruleOf(policy),
    }
  }

  /** Newest first. */
  async turns(
    viewer: Viewer,
    member: string,
    { now, wish }: { readonly now: Ms; readonly wish: TurnsWish },
  ): Promise<TurnsPage | null> {
    const { recent } = await this.#recent(member, now)
    const explanation = this.#disclosed(viewer, member, recent)
    if (explanation === null) return null
    const { outcome, search = '', skip = 0 } = wish
    const part = search.toLowerCase()
    const outcomes: Record<string, number> = {}
    for (const turn of explanation.turns) outcomes[turn.outcome] = (outcomes[turn.outcome] ?? 0) + 1
    const wanted = explanation.turns.filter(
      (turn) =>
        (outcome === undefined || turn.outcome === outcome) &&
        (part === '' ||
          turn.client.toLowerCase().includes(part) ||
          turn.conversation.toLowerCase().includes(part)),
    )
    const page = pageOf(wanted.reverse().slice(skip), {
      list: `turns\u0000${member}`,
      name: ({ turn, conversation }) => `${conversation}\u0000${turn}`,
      wish,
    })
    return { ...page, total: wanted.length, outcomes }
  }

  /** The label as it was published, and the score as it would have been read at each past epoch. */
  async history(
    member: string,
    now: Ms,
  ): Promise<{ readonly labels: readonly HistoryRecord[]; readonly scores: readonly PathPoint[] }> {
    const labels = await this.#ports.store.labels.history(member)
    return { labels, scores: await this.#scoresOf(member, now) }
  }

  async #scoresOf(member: string, now: Ms): Promise<readonly PathPoint[]> {
    const policy = this.#ports.policyAt(now)
    const history = await pastOf(this.#ports.store.turns, member, policy)
    const { every } = policy.publish
    const first = history.firstEventAt ?? now
    const last = epochNumber(every, now)
    const from = Math.max(last - EPOCHS_BACK + 1, epochNumber(every, first))
    const epochs = Array.from({ length: Math.max(0, last - from + 1) }, (_, index) =>
      epochInstant(every, from + index),
    )
    return scorePath(history, this.#ports.assessors.of(policy), epochs)
  }

  /** What the next messages would make of the score. */
  async prospect(member: string, now: Ms): Promise<Prospect> {
    const policy = this.#ports.policyAt(now)
    const past = await pastOf(this.#ports.store.turns, member, policy)
    const assessor = this.#ports.assessors.of(policy)
    return prospectOf(past, assessor, { asOf: now, most: PROSPECT_MOST })
  }

  /** When clients write, when the member answers, and how long it takes. */
  async patterns(member: string, now: Ms, zone: string): Promise<Patterns> {
    const { policy, recent } = await this.#recent(member, now)
    const { days } = policy.window
    const since = now - Math.max(days ?? 0, PATTERN_MIN)
    return patternsOf(recent.turns, { zone, withinMs: policy.within, since })
  }

  async agenda(member: string, now: Ms): Promise<Agenda> {
    const { store, awayDaysMax } = this.#ports
    return agendaOf(store.members, await this.#own(member, now), awayDaysMax)
  }

  async previewAway(
    member: string,
    now: Ms,
    span: { readonly from: Ms; readonly until: Ms },
  ): Promise<AwayPreview> {
    const own = await this.#own(member, now)
    return previewAway(own, span, own.recent.waiting)
  }

  async previewHours(
    member: string,
    now: Ms,
    hours: { readonly weekly: unknown; readonly zone: string },
  ): Promise<HoursPreview> {
    return previewHours(await this.#own(member, now), hours)
  }

  async #recent(member: string, now: Ms) {
    const policy = this.#ports.policyAt(now)
    const past = await pastOf(this.#ports.store.turns, member, policy)
    return { policy, recent: this.#explained.recent(past, this.#ports.assessors.of(policy), now) }
  }

  /** With every event: for what would be if some were others. */
  async #own(member: string, now: Ms) {
    const history = await this.#history(member)
    const policy = this.#ports.policyAt(now)
    const assessor = this.#ports.assessors.of(policy)
    const recent = this.#explained.recent(history, assessor, now)
    return { history, assessor, now, policy, recent }
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

/** Part by part: turns are made when they are read, and here nobody reads them. */
function withoutTurns(whole: Explanation): Omit<Explanation, 'turns'> {
  return {
    member: whole.member,
    policy: whole.policy,
    as_of: whole.as_of,
    counts: whole.counts,
    enough: whole.enough,
    score: whole.score,
    measures: whole.measures,
    labels: whole.labels,
    title: whole.title,
    missing: whole.missing,
    label_reports: whole.label_reports,
    label_history: whole.label_history,
    forecast: whole.forecast,
    actions: whole.actions,
    waiting: whole.waiting,
  }
}

function ruleOf(policy: Policy): ScoreRule {
  const { labels, publish, within, window, score } = policy
  const asked = (conditions: readonly Condition[] | undefined): number | null => {
    const own = conditions?.find(
      (condition) => condition.kind === 'share' && condition.measure === score,
    )
    return own?.kind === 'share' ? own.hundredths / 100 : null
  }
  return {
    within_ms: within,
    every: publish.every,
    dwell: publish.dwell,
    window_days: window.days === null ? null : window.days / DAY,
    grant_percent: asked(labels[0]?.grant),
    keep_percent: asked(labels[0]?.keep),
    self_excused_max_percent:
      policy.excuse.selfExcusedMax === null ? null : policy.excuse.selfExcusedMax / 100,
  }
}
