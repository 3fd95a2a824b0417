import { formatDuration, type Ms, type Policy, type ScoreRow } from '@alacrity/engine'
import type { ReplyTimes } from '../write/chart.ts'
import {
  deadline,
  labelInWords,
  measureInWords,
  scoreThreshold,
  windowInWords,
} from '../write/policy.ts'
import { labelsHeld, measureText, medianOf } from '../write/scores.ts'
import { count, decimal, grouped, list, moment, title } from '../write/words.ts'
import { html, NOTHING } from './markup.ts'
import { type Fact, figures, type HtmlColumn, page, section, table } from './page.ts'
import { scorePlot, timePlot } from './plots.ts'

export type ScoresReport = {
  readonly rows: readonly ScoreRow[]
  readonly times: ReplyTimes
  readonly policy: Policy
  readonly asOf: Ms
}

/** A page cannot hold every member of a large marketplace. */
const MOST_ROWS = 2000

/** The report of `score --html`: how scores and reply times are spread, and every member. */
export function scoresPage({ rows, times, policy, asOf }: ScoresReport): string {
  const scores = rows.flatMap(({ score }) => (score === null ? [] : [score]))
  const within = { ms: policy.within, text: formatDuration(policy.within) }
  const shown = [...rows].sort((a, b) => (b.score ?? -1) - (a.score ?? -1)).slice(0, MOST_ROWS)
  const left = rows.length - shown.length
  const rest =
    left === 0
      ? NOTHING
      : html`<p>${count(left, 'member')} more with lower scores or none are not listed here; <code>alacrity score --format csv</code> lists all.</p>`
  return page({
    title: `Scores under ${policy.title}`,
    lead: html`<p class="soft">${policy.policy}, as of ${moment(asOf)} UTC, over ${windowInWords(policy)}, deadline ${deadline(policy)}.</p>${figures(facts(rows, scores, policy))}`,
    sections: [
      scores.length === 0
        ? NOTHING
        : section('How scores are spread', scorePlot(scores, scoreThreshold(policy))),
      section('How long replies took', timePlot(times, within)),
      section(
        'The members',
        table(`${count(shown.length, 'member')}, the highest score first`, columns(policy), shown),
        rest,
      ),
      section('The rule', rule(policy)),
    ],
  })
}

function facts(
  rows: readonly ScoreRow[],
  scores: readonly number[],
  policy: Policy,
): readonly Fact[] {
  return [
    ['Members', grouped(rows.length)],
    ...(policy.score === null ? [] : [['With a score', grouped(scores.length)] as const]),
    ...(scores.length === 0 ? [] : [['Median score', decimal(medianOf(scores))] as const]),
    ...policy.labels.map(
      ({ name }): Fact => [name, grouped(rows.filter((row) => row.labels[name] === true).length)],
    ),
  ]
}

function columns(policy: Policy): readonly HtmlColumn<ScoreRow>[] {
  const number = (name: string, of: (row: ScoreRow) => number): HtmlColumn<ScoreRow> => ({
    title: name,
    numeric: true,
    cell: (row) => grouped(of(row)),
  })
  return [
    { title: 'Member', cell: ({ member }) => member },
    {
      title: 'Score',
      numeric: true,
      cell: ({ score, enough }) =>
        score === null ? (enough ? '–' : 'not enough yet') : decimal(score),
    },
    {
      title: 'Label',
      cell: (row) =>
        labelsHeld(row).length === 0
          ? ''
          : html`<span class="chip">● ${list(labelsHeld(row))}</span>`,
    },
    ...policy.measures.flatMap(({ name }, index): readonly HtmlColumn<ScoreRow>[] =>
      index === policy.score
        ? []
        : [
            {
              title: title(name),
              numeric: true,
              cell: (row) => measureText(row.measures[name] ?? null),
            },
          ],
    ),
    number('Turns', ({ counts }) => counts.turns),
    number('Late', ({ counts }) => counts.late),
    number('Missed', ({ counts }) => counts.missed),
    number('Waiting', ({ counts }) => counts.pending),
    number('Excused', ({ counts }) => counts.excused),
    number('Clients', ({ counts }) => counts.clients),
  ]
}

function rule(policy: Policy): ReturnType<typeof html> {
  const measures = policy.measures.map(
    (measure) => html`<li><strong>${title(measure.name)}</strong>: ${measureInWords(measure)}</li>`,
  )
  const labels = policy.labels.map(
    (label) => html`<li><strong>${label.name}</strong>: ${labelInWords(label, policy)}</li>`,
  )
  return html`<p>${policy.about}</p><ul>${measures}${labels}</ul>`
}
