import { Assessor, explain as explained, type Explanation, type Policy } from '@alacrity/engine'
import type { Call, Command, Format } from '../command/command.ts'
import { Stop } from '../command/stop.ts'
import { asOfFrom, historyOf, type Opened, openHistory } from '../read/history.ts'
import { someOf } from '../read/faults.ts'
import { DEFAULT_POLICY, policyNamed } from '../read/policy.ts'
import { formatOf, textOf } from '../read/values.ts'
import { courseOf } from '../report/course.ts'
import { explanationPage } from '../report/explanation-page.ts'
import { answer, intoFile, writeLines } from '../write/answer.ts'
import { csvLine } from '../write/csv.ts'
import { explanationLines } from '../write/explanation.ts'
import { say } from '../write/say.ts'
import { count } from '../write/words.ts'

export const explain: Command = {
  name: 'explain',
  about: 'one member’s score: every turn and its effect, each label’s rule, what to do next',
  operands: 'FILE…',
  examples: [
    {
      does: 'Why this score, and what would change it',
      line: 'alacrity explain sample.ndjson --member amara-01',
    },
    {
      does: 'The same under another rule, at another time',
      line: 'alacrity explain sample.ndjson --member amara-01 --policy upwork-2022 --as-of 2026-02-01T00:00:00Z',
    },
    {
      does: 'A report with charts for the browser',
      line: 'alacrity explain sample.ndjson --member amara-01 --html amara.html',
    },
    {
      does: 'Everything, for a program',
      line: 'alacrity explain sample.ndjson --member amara-01 --format json',
    },
  ],
  options: ['member', 'policy', 'as-of', 'format', 'out', 'html', 'workers'],
  formats: ['table', 'json', 'ndjson', 'csv'],
  notes: [
    'This is private: for the member, and for an operator with a reason.',
    'csv is the ledger alone: one row a turn.',
  ],
  run: async (call) => {
    const format = formatOf(call)
    const { policy } = policyNamed(textOf(call.given, 'policy') ?? DEFAULT_POLICY)
    const opened = await openHistory(call)
    try {
      const asOf = asOfFrom(call, opened.history)
      const history = historyOf(opened.history, oneMember(opened))
      const assessor = new Assessor(policy)
      const told = explained(history, assessor, asOf)
      await writeExplanation(call, { told, policy, format })
      const file = textOf(call.given, 'html')
      if (file !== null) {
        const course = courseOf(history, assessor, asOf)
        await intoFile(file, (write) => write(explanationPage({ told, policy, course })))
        say(`The report is in ${file}. It holds a private score.`)
      }
    } finally {
      await opened.history.close()
    }
    return opened.status
  },
}

function oneMember({ members, history }: Opened): string {
  const candidates = members ?? history.memberIds
  const [member] = candidates
  if (member !== undefined && candidates.length === 1) return member
  throw new Stop(
    members === null
      ? `Which of the ${count(history.memberIds.length, 'member')}?`
      : `One member at a time can be explained, not ${members.length}.`,
    `Add --member ID; here are ${someOf(candidates)}.`,
  )
}

async function writeExplanation(
  call: Call,
  { told, policy, format }: { told: Explanation; policy: Policy; format: Format },
): Promise<void> {
  await answer(call, async (write) => {
    switch (format) {
      case 'json':
        return write(`${JSON.stringify(told, null, 2)}\n`)
      case 'ndjson':
        return write(`${JSON.stringify(told)}\n`)
      case 'table':
        return writeLines(write, explanationLines(told, policy, call.terminal))
      case 'csv': {
        const [first] = told.turns
        const columns = first === undefined ? [] : (Object.keys(first) as (keyof typeof first)[])
        await write(csvLine(columns))
        for (const turn of told.turns) await write(csvLine(columns.map((name) => turn[name])))
      }
    }
  })
}
