import {
  Assessor,
  formatDuration,
  type Ms,
  OUTCOMES,
  type Policy,
  type ScoreRow,
} from '@alacrity/engine'
import type { Call, Command } from '../command/command.ts'
import { asOfFrom, eachHistory, type Opened, openHistory } from '../read/history.ts'
import { DEFAULT_POLICY, policyNamed } from '../read/policy.ts'
import { formatOf, isGiven, textOf } from '../read/values.ts'
import { scoresPage } from '../report/scores-page.ts'
import { answer, intoFile, writeJson, writeLines } from '../write/answer.ts'
import { histogramLines, type ReplyTimes } from '../write/chart.ts'
import { csvLine } from '../write/csv.ts'
import type { Destination } from '../write/destination.ts'
import { say } from '../write/say.ts'
import { scoreCsvHeader, scoreCsvRow, scoreTable } from '../write/scores.ts'

export const score: Command = {
  name: 'score',
  about: 'every member’s private score, and the labels it earns',
  operands: 'FILE…',
  examples: [
    {
      does: 'Scores of a message history under the default policy',
      line: 'alacrity score messages.csv',
    },
    {
      does: 'Under a published rule, at an instant, for a program to read',
      line: 'alacrity score messages.csv --policy upwork-2022 --as-of 2026-03-31T12:00:00Z --format ndjson',
    },
    {
      does: 'One member, with a chart of reply times',
      line: 'alacrity score sample.ndjson --member amara-01 --chart',
    },
    {
      does: 'A report to read in a browser',
      line: 'alacrity score sample.ndjson --html scores.html',
    },
    {
      does: 'From another program',
      line: 'alacrity sample | alacrity score - --format csv --out scores.csv',
    },
  ],
  options: ['policy', 'as-of', 'member', 'format', 'out', 'chart', 'html', 'workers'],
  formats: ['table', 'json', 'ndjson', 'csv'],
  notes: [
    'One row for every member with a turn as of that instant. The score is private to its member; clients are shown the label or nothing.',
    'The labels here are those the policy would grant at that instant. `alacrity labels` shows what was held when.',
  ],
  run: async (call) => {
    const format = formatOf(call)
    const { policy } = policyNamed(textOf(call.given, 'policy') ?? DEFAULT_POLICY)
    const opened = await openHistory(call)
    try {
      const work = { call, opened, policy, asOf: asOfFrom(call, opened.history) }
      await answer(call, (write) => writeScores(work, { write, format }))
      await writeReport(work)
    } finally {
      await opened.history.close()
    }
    return opened.status
  },
}

type Work = {
  readonly call: Call
  readonly opened: Opened
  readonly policy: Policy
  readonly asOf: Ms
}

function lines({ opened, policy, asOf }: Work): AsyncIterable<string> {
  const { history, members } = opened
  return history.score(policy, asOf, { members })
}

async function rowsOf(work: Work): Promise<readonly ScoreRow[]> {
  const rows: ScoreRow[] = []
  for await (const line of lines(work)) rows.push(JSON.parse(line) as ScoreRow)
  return rows
}

async function writeScores(
  work: Work,
  { write, format }: { write: Destination['write']; format: 'table' | 'json' | 'ndjson' | 'csv' },
): Promise<void> {
  const { policy, asOf, call } = work
  switch (format) {
    case 'ndjson': {
      const { history, members } = work.opened
      // Many lines at a time: the answer may have millions.
      for await (const block of history.scoreBlocks(policy, asOf, { members })) await write(block)
      break
    }
    case 'json':
      await writeJson(write, lines(work), format)
      break
    case 'csv':
      await write(csvLine(scoreCsvHeader(policy)))
      for await (const line of lines(work)) {
        await write(csvLine(scoreCsvRow(JSON.parse(line) as ScoreRow, policy)))
      }
      break
    case 'table':
      await writeLines(write, scoreTable(await rowsOf(work), { policy, asOf }, call.terminal))
  }
  if (!isGiven(call.given, 'chart')) return
  const within = { ms: policy.within, text: formatDuration(policy.within) }
  const chart = ['', ...histogramLines(await replyTimesOf(work), within, call.terminal)]
  if (format === 'table') await writeLines(write, chart)
  else for (const line of chart) say(line)
}

/** How long the settled turns of every member's window took. */
async function replyTimesOf({ call, opened, policy, asOf }: Work): Promise<ReplyTimes> {
  const assessor = new Assessor(policy)
  const took: Ms[] = []
  let missed = 0
  for await (const own of eachHistory(call, opened)) {
    const { tally } = assessor.assess(own.table(asOf, policy), own.calendar, asOf)
    tally.took.forEach((length, index) => {
      if (OUTCOMES[tally.outcomes[index] ?? 0] === 'missed') missed += 1
      else took.push(length)
    })
  }
  return { took, missed }
}

async function writeReport(work: Work): Promise<void> {
  const file = textOf(work.call.given, 'html')
  if (file === null) return
  const { policy, asOf } = work
  const [rows, times] = [await rowsOf(work), await replyTimesOf(work)]
  await intoFile(file, (write) => write(scoresPage({ rows, times, policy, asOf })))
  say(`The report is in ${file}. It holds private scores.`)
}
