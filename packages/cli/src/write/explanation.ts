import {
  type ExplainedTurn,
  type Explanation,
  formatDuration,
  type LabelReport,
  type Ms,
  parseInstant,
  type Policy,
} from '@alacrity/engine'
import { bar, histogramLines, type ReplyTimes } from './chart.ts'
import { outcomeCell } from './outcome.ts'
import { deadline, scoreThreshold, windowInWords } from './policy.ts'
import { byWindow, notCountedText, pointsText, reasonText } from './reason.ts'
import { measureText } from './scores.ts'
import { type Column, tableLines } from './table.ts'
import type { Paint, Terminal } from './terminal.ts'
import { count, decimal, hanging, list, moment, title, wrapped } from './words.ts'

/** An instant of the explanation as people read it. */
export function when(instant: string): string {
  return moment(parseInstant(instant) ?? 0)
}

/** How long the settled turns that count took. */
export function replyTimes({ turns }: Explanation): ReplyTimes {
  const counted = turns.filter((turn) => turn.counted)
  return {
    took: counted.flatMap(({ outcome, elapsed_ms: took }) =>
      outcome === 'missed' || took === null ? [] : [took],
    ),
    missed: counted.filter(({ outcome }) => outcome === 'missed').length,
  }
}

/** Where to print, and how many turns of the ledger at most. */
type Page = Terminal & { readonly ledgerRows?: number }

/** One member's explanation as it is printed. */
export function* explanationLines(
  told: Explanation,
  policy: Policy,
  terminal: Page,
): Generator<string> {
  yield* headLines(told, policy, terminal)
  for (const report of told.label_reports) yield* labelLines(told, report, terminal)
  yield* nextLines(told, terminal)
  yield* waitingLines(told, terminal)
  yield* forecastLines(told, policy, terminal)
  const times = replyTimes(told)
  if (times.took.length + times.missed > 0) {
    yield ''
    yield* histogramLines(
      times,
      { ms: policy.within, text: formatDuration(policy.within) },
      terminal,
    )
  }
  yield* ledgerLines(told, policy, terminal)
}

function* headLines(told: Explanation, policy: Policy, terminal: Terminal): Generator<string> {
  const { paint, width } = terminal
  const { counts, score, missing } = told
  const room = 3 + Math.max(8, ...policy.measures.map(({ name }) => name.length))
  yield ` ${paint('bold', told.member)}`
  yield ` ${paint('dim', `${told.title} (${told.policy}), as of ${when(told.as_of)} UTC`)}`
  yield ''
  if (policy.score !== null) {
    const threshold = scoreThreshold(policy)
    const style = threshold === null || (score ?? 0) >= threshold ? 'green' : 'yellow'
    const shown =
      score === null
        ? '–  not enough yet'
        : `${decimal(score)}  ${paint(style, bar(score / 100, 20))}`
    yield ` ${'Score'.padEnd(room)}${paint('bold', shown)}`
  }
  for (const { name } of policy.measures) {
    if (policy.measures[policy.score ?? -1]?.name === name) continue
    yield ` ${title(name).padEnd(room)}${measureText(told.measures[name] ?? null)}`
  }
  const outcomes = [
    `${counts.on_time} on time`,
    `${counts.late} late`,
    `${counts.missed} missed`,
    `${counts.pending} waiting`,
    `${counts.excused} excused`,
  ]
  const clients = count(counts.clients, 'client')
  const turns = `${counts.turns} over ${windowInWords(policy)}: ${outcomes.join(', ')}; ${clients}`
  yield* hanging(` ${'Turns'.padEnd(room)}`, turns, width)
  yield ` ${'Deadline'.padEnd(room)}${deadline(policy)}`
  if (missing !== null) yield ` ${'Missing'.padEnd(room)}${missingText(missing)} for a score`
}

function missingText(missing: { readonly turns: number; readonly clients: number }): string {
  const parts = [
    ...(missing.turns > 0 ? [count(missing.turns, 'more settled turn')] : []),
    ...(missing.clients > 0 ? [count(missing.clients, 'more client')] : []),
  ]
  return list(parts)
}

function* labelLines(
  told: Explanation,
  report: LabelReport,
  { paint, width }: Terminal,
): Generator<string> {
  const mark = (holds: boolean) => (holds ? paint('green', '✓') : paint('red', '✗'))
  yield ''
  yield ` ${labelHead(told, report, paint)}`
  const needed = report.enough
  const has = `${told.counts.settled} of ${told.counts.clients}`
  yield `   ${mark(needed.holds)} enough   ${count(needed.turns, 'turn')} of ${count(needed.clients, 'client')}, has ${has}`
  for (const [name, conditions] of [
    ['given', report.grant],
    ['kept', report.keep],
  ] as const) {
    for (const { measure, asks, value, holds } of conditions) {
      const words = measure.replaceAll('_', ' ')
      yield `   ${mark(holds)} ${name.padEnd(5)}    ${words} ${asks}, is ${value ?? 'empty'}`
    }
  }
  const aside = asideText(report)
  if (aside !== '') for (const line of hanging('     ', aside, width)) yield paint('dim', line)
}

function labelHead(told: Explanation, report: LabelReport, paint: Paint): string {
  const { name, held } = report
  const last = told.label_history.findLast((row) => row.label === name)
  if (held) {
    return `${paint('green', `● ${name}`)}  held${last === undefined ? '' : ` since ${when(last.epoch)}`}`
  }
  const lost = last === undefined ? 'never held' : `lost ${when(last.epoch)}`
  return `${paint('bold', `○ ${name}`)}  not held, ${lost}; ${stateText(told, report)}`
}

/** Whether the label's rule is met now; of bands only the first that holds is shown [LB4]. */
export function stateText(
  told: Explanation,
  { earned, enough, grant, set_aside: aside }: LabelReport,
): string {
  if (earned) return 'its rule is met now'
  const better = told.label_reports.find((other) => other.earned)
  const holds = enough.holds && aside === 0 && grant.every((condition) => condition.holds)
  return better !== undefined && holds ? `${better.name} comes first` : 'its rule is not met now'
}

/** What is left out before a label is given or taken [LB3]. */
export function asideText({ set_aside: aside, clients, earned, kept }: LabelReport): string {
  if (aside === 0) return ''
  const whom = aside === 1 ? 'client' : `${aside} clients`
  const given = earned ? 'enough to be given' : 'not enough to be given'
  const stays = kept ? 'enough to be kept' : 'not enough to be kept'
  return `of ${clients} clients, without the best ${whom}: ${given}; without the worst ${whom}: ${stays}`
}

function* nextLines(told: Explanation, { paint, width }: Terminal): Generator<string> {
  if (told.actions.length === 0) return
  yield ''
  yield ` ${paint('bold', 'What to do next')}`
  for (const { text, reply_to: turns } of told.actions) {
    const lines = wrapped(text, Math.min(width, 100) - 5)
    for (const [index, line] of lines.entries()) yield `   ${index === 0 ? '→' : ' '} ${line}`
    for (const id of turns) {
      const turn = told.turns.find((candidate) => candidate.turn === id)
      const who = turn === undefined ? '' : `  ${turn.client}, since ${when(turn.opened_at)}`
      yield `       ${id}${paint('dim', who)}`
    }
  }
}

const WAITING: readonly Column<ExplainedTurn>[] = [
  { title: 'Client', align: 'left', rank: 0, most: 28, cell: ({ client }) => client },
  { title: 'Turn', align: 'left', rank: 3, most: 28, cell: ({ turn }) => turn },
  { title: 'Waiting since', align: 'left', rank: 0, cell: (turn) => when(turn.opened_at) },
  {
    title: 'Due',
    align: 'left',
    rank: 0,
    cell: ({ due_at: due }) => (due === null ? '' : when(due)),
  },
]

function* waitingLines(told: Explanation, terminal: Terminal): Generator<string> {
  const waiting = told.turns.filter(({ outcome }) => outcome === 'pending')
  if (waiting.length === 0) return
  yield ''
  yield ` ${terminal.paint('bold', 'Who is waiting')}`
  yield* tableLines(WAITING, waiting, terminal)
}

type Ahead = { readonly epoch: string; readonly nothing: string; readonly answered: string }

function* forecastLines(told: Explanation, policy: Policy, terminal: Terminal): Generator<string> {
  const epochs = [...new Set(told.forecast.map(({ epoch }) => epoch))]
  if (epochs.length === 0) return
  const cell = (epoch: string, scenario: 'nothing_more' | 'all_answered'): string => {
    const found = told.forecast.find((row) => row.epoch === epoch && row.scenario === scenario)
    if (found === undefined) return ''
    const held = Object.entries(found.labels).flatMap(([name, has]) => (has ? [`● ${name}`] : []))
    if (policy.score === null) return held.join(', ') || 'no label'
    const score = found.score === null ? '–' : decimal(found.score)
    return `${score.padStart(5)}  ${held.join(', ')}`.trimEnd()
  }
  const rows = epochs.map(
    (epoch): Ahead => ({
      epoch,
      nothing: cell(epoch, 'nothing_more'),
      answered: cell(epoch, 'all_answered'),
    }),
  )
  const both = rows.some(({ answered }) => answered !== '')
  const columns: readonly Column<Ahead>[] = [
    { title: 'Published', align: 'left', rank: 0, cell: ({ epoch }) => when(epoch) },
    { title: 'If nothing more happens', align: 'left', rank: 0, cell: ({ nothing }) => nothing },
    {
      title: 'If all who wait are answered now',
      align: 'left',
      rank: 0,
      cell: ({ answered }) => answered,
    },
  ]
  yield ''
  yield ` ${terminal.paint('bold', 'What comes')}`
  yield* tableLines(both ? columns : columns.slice(0, 2), rows, terminal)
}

const LEDGER: readonly Column<ExplainedTurn>[] = [
  { title: 'Opened', align: 'left', rank: 0, cell: (turn) => when(turn.opened_at) },
  { title: 'Client', align: 'left', rank: 1, most: 20, cell: ({ client }) => client },
  {
    title: 'Took',
    align: 'right',
    rank: 0,
    cell: ({ elapsed_ms: took }) => (took === null ? '' : formatDuration(took as Ms)),
  },
  { title: 'Outcome', align: 'left', rank: 0, cell: ({ outcome }) => outcomeCell(outcome) },
  { title: 'Points', align: 'right', rank: 0, cell: (turn) => pointsCell(turn.effect_points) },
  { title: 'Why', align: 'left', rank: 2, least: 16, cell: reasonText },
  { title: '', align: 'left', rank: 3, cell: notCountedText },
]

function pointsCell(points: number | null): { text: string; style: 'green' | 'red' | 'dim' } {
  return { text: pointsText(points), style: points === null ? 'dim' : points < 0 ? 'red' : 'green' }
}

function* ledgerLines(told: Explanation, policy: Policy, terminal: Page): Generator<string> {
  const { inside, others } = byWindow(told, policy)
  const shown = inside.slice(0, terminal.ledgerRows ?? inside.length)
  const { paint } = terminal
  yield ''
  yield ` ${paint('bold', 'Ledger')}`
  const points = 'newest first; points: the score as it is, less the score without this turn'
  const order = policy.score === null ? 'newest first' : points
  for (const line of hanging(' ', order, terminal.width)) yield paint('dim', line)
  const columns =
    policy.score === null ? LEDGER.filter(({ title: name }) => name !== 'Points') : LEDGER
  yield* tableLines(columns, shown, terminal)
  const cut = inside.length - shown.length
  if (cut > 0) yield ` ${terminal.paint('dim', `${count(cut, 'more turn')} in the window.`)}`
  if (others.length > 0) {
    const which = `${count(others.length, 'other turn')} no longer count or never did; --format json lists them.`
    for (const line of hanging(' ', which, terminal.width)) yield paint('dim', line)
  }
  if (told.label_history.length === 0) return
  yield ''
  yield ` ${terminal.paint('bold', 'Label history')}`
  for (const { epoch, held, label } of told.label_history) {
    const change = held ? terminal.paint('green', `● ${label}`) : `○ no longer ${label}`
    yield `   ${when(epoch)}  ${change}`
  }
}
