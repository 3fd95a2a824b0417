import {
  type ExplainedTurn,
  type Explanation,
  formatDuration,
  type Forecast,
  type LabelReport,
  type LabelRow,
  parseInstant,
  type Policy,
} from '@alacrity/engine'
import { asideText, replyTimes, stateText, when } from '../write/explanation.ts'
import { outcomeText } from '../write/outcome.ts'
import { deadline, scoreThreshold, windowInWords } from '../write/policy.ts'
import { byWindow, notCountedText, pointsText, reasonText } from '../write/reason.ts'
import { measureText } from '../write/scores.ts'
import { count, decimal, list, title } from '../write/words.ts'
import type { CoursePoint } from './course.ts'
import { html, type Markup, NOTHING } from './markup.ts'
import { figures, type HtmlColumn, page, section, table } from './page.ts'
import { coursePlot, type Held, timePlot } from './plots.ts'

export type ExplanationReport = {
  readonly told: Explanation
  readonly policy: Policy
  readonly course: readonly CoursePoint[]
}

/** The report of `explain --html`: one member's score, what makes it up and what to do next. */
export function explanationPage({ told, policy, course }: ExplanationReport): string {
  const { counts, missing } = told
  const within = { ms: policy.within, text: formatDuration(policy.within) }
  const score = told.score === null ? 'not enough yet' : decimal(told.score)
  const others = policy.measures.flatMap(({ name }, index) =>
    index === policy.score
      ? []
      : [[title(name), measureText(told.measures[name] ?? null)] as const],
  )
  const lack =
    missing === null
      ? NOTHING
      : html`<p>Missing for a score: ${list([...(missing.turns > 0 ? [count(missing.turns, 'more settled turn')] : []), ...(missing.clients > 0 ? [count(missing.clients, 'more client')] : [])])}.</p>`
  const label = policy.labels[0]?.name ?? 'the label'
  const plot = { points: course, threshold: scoreThreshold(policy), held: heldSpans(told, label) }
  const times = replyTimes(told)
  return page({
    title: `${told.member}: ${told.title}`,
    lead: html`<p class="soft">${told.policy}, as of ${when(told.as_of)} UTC, over ${windowInWords(policy)}, deadline ${deadline(policy)}.</p>
${figures([...(policy.score === null ? [] : [['Score', score] as const]), ...others, ['Turns', String(counts.turns)], ['Late', String(counts.late)], ['Missed', String(counts.missed)], ['Waiting', String(counts.pending)], ['Clients', String(counts.clients)]])}${lack}`,
    sections: [
      section('What to do next', actions(told)),
      section('Labels', ...told.label_reports.map((report) => labelPart(told, report))),
      policy.score === null ? NOTHING : section('The score over time', coursePlot(plot, label)),
      section('How long replies took', timePlot(times, within)),
      section('What comes', table('At the next publications', FORECAST, told.forecast)),
      section('Ledger', ...ledger(told, policy)),
      section('Label history', labelHistory(told)),
    ],
  })
}

function actions(told: Explanation): Markup {
  if (told.actions.length === 0)
    return html`<p>Nothing within reach changes a label at the next publication.</p>`
  const one = (id: string): Markup => {
    const turn = told.turns.find((candidate) => candidate.turn === id)
    return html`<li>${id}${turn === undefined ? NOTHING : html` <span class="soft">${turn.client}, since ${when(turn.opened_at)} UTC</span>`}</li>`
  }
  const items = told.actions.map(
    ({ text, reply_to: turns }) =>
      html`<li>${text}${turns.length === 0 ? NOTHING : html`<ul>${turns.map(one)}</ul>`}</li>`,
  )
  return html`<ul>${items}</ul>`
}

function labelPart(told: Explanation, report: LabelReport): Markup {
  const state = report.held
    ? html`<span class="chip">● ${report.name}</span> held`
    : html`<strong>○ ${report.name}</strong> not held`
  const condition = (name: string) => (row: LabelReport['grant'][number]) =>
    html`<li>${row.holds ? '✓' : '✗'} to be ${name}: ${row.measure.replaceAll('_', ' ')} ${row.asks}, is ${row.value ?? 'empty'}</li>`
  const { enough } = report
  return html`<p>${state}; ${stateText(told, report)}.</p><ul>
<li>${enough.holds ? '✓' : '✗'} enough: ${count(enough.turns, 'turn')} of ${count(enough.clients, 'client')}; there are ${told.counts.settled} of ${told.counts.clients}</li>
${report.grant.map(condition('given'))}${report.keep.map(condition('kept'))}${asideText(report) === '' ? NOTHING : html`<li>${asideText(report)}</li>`}</ul>`
}

const FORECAST: readonly HtmlColumn<Forecast>[] = [
  { title: 'Published', cell: ({ epoch }) => when(epoch) },
  {
    title: 'If',
    cell: ({ scenario }) =>
      scenario === 'nothing_more' ? 'nothing more happens' : 'all who wait are answered now',
  },
  { title: 'Score', numeric: true, cell: ({ score }) => (score === null ? '–' : decimal(score)) },
  {
    title: 'Label',
    cell: ({ labels }) => {
      const held = Object.entries(labels).flatMap(([name, has]) => (has ? [name] : []))
      return held.length === 0 ? '' : html`<span class="chip">● ${list(held)}</span>`
    },
  },
]

const COLOURS = {
  on_time: 'good',
  late: 'late',
  missed: 'bad',
  pending: 'soft',
  excused: 'soft',
} as const

const LEDGER: readonly HtmlColumn<ExplainedTurn>[] = [
  { title: 'Opened', cell: (turn) => when(turn.opened_at) },
  { title: 'Turn', cell: ({ turn }) => turn },
  { title: 'Client', cell: ({ client }) => client },
  { title: 'Due', cell: ({ due_at: due }) => (due === null ? '' : when(due)) },
  {
    title: 'Took',
    numeric: true,
    cell: ({ elapsed_ms: took }) => (took === null ? '' : formatDuration(took)),
  },
  {
    title: 'Outcome',
    cell: ({ outcome }) => html`<span class="${COLOURS[outcome]}">${outcomeText(outcome)}</span>`,
  },
  { title: 'Points', numeric: true, cell: (turn) => pointsText(turn.effect_points) },
  {
    title: 'Why',
    cell: (turn) =>
      [reasonText(turn), notCountedText(turn)].filter((text) => text !== '').join('; '),
  },
]

function ledger(told: Explanation, policy: Policy): readonly Markup[] {
  const { inside: now, others: other } = byWindow(told, policy)
  const older = html`<details><summary>${count(other.length, 'other turn')}: no longer counted, or never</summary>${table('Turns that do not count', LEDGER, other)}</details>`
  return [
    html`<p>Points: the score as it is, less the score without this turn. Times are UTC.</p>`,
    table(`${count(now.length, 'turn')}, newest first`, LEDGER, now),
    other.length === 0 ? NOTHING : older,
  ]
}

function labelHistory(told: Explanation): Markup {
  if (told.label_history.length === 0) return html`<p>No label was ever published.</p>`
  const columns: readonly HtmlColumn<LabelRow>[] = [
    { title: 'Published', cell: ({ epoch }) => when(epoch) },
    {
      title: 'Change',
      cell: ({ held, label }) =>
        held ? html`<span class="chip">● ${label}</span>` : `no longer ${label}`,
    },
    { title: 'Policy', cell: ({ policy }) => policy },
  ]
  return table('Every change', columns, told.label_history)
}

function heldSpans(told: Explanation, label: string): readonly Held[] {
  const spans: Held[] = []
  let from: number | null = null
  for (const row of told.label_history) {
    if (row.label !== label) continue
    const epoch = parseInstant(row.epoch) ?? 0
    if (row.held) from = epoch
    else if (from !== null) {
      spans.push({ from, until: epoch })
      from = null
    }
  }
  return from === null ? spans : [...spans, { from, until: parseInstant(told.as_of) ?? from }]
}
