import {
  Assessor,
  explain,
  type Explanation,
  formatInstant,
  historiesOf,
  type MemberHistory,
  parseEvent,
  type Policy,
  scoreLine,
  type ScoreRow,
  takeIn,
} from '@alacrity/engine'
import type { Command } from '../command/command.ts'
import { Stop } from '../command/stop.ts'
import { DEFAULT_POLICY, policyNamed } from '../read/policy.ts'
import { SAMPLE_END, SAMPLE_MEMBERS, SAMPLE_SEED, sampleEvents } from '@alacrity/sample'
import { answer } from '../write/answer.ts'
import { explanationLines } from '../write/explanation.ts'
import { scoreTable } from '../write/scores.ts'
import type { Terminal } from '../write/terminal.ts'
import { count, hanging, list } from '../write/words.ts'

export const demo: Command = {
  name: 'demo',
  about: 'a first look: the sample marketplace, its scores and labels, and one explanation',
  operands: '',
  examples: [{ does: 'What alacrity does, in a second', line: 'alacrity demo' }],
  options: [],
  formats: [],
  notes: [],
  run: async (call) => {
    if (call.given.positionals.length > 0) {
      throw new Stop(
        '`alacrity demo` takes no file.',
        'For your own history: `alacrity score FILE`.',
      )
    }
    await answer(call, (write) => write(`${[...firstLook(call.terminal)].join('\n')}\n`))
    return 0
  },
}

/** So many turns of the ledger give an idea of it. */
const LEDGER_ROWS = 8

function* firstLook(terminal: Terminal): Generator<string> {
  const { paint } = terminal
  const { policy } = policyNamed(DEFAULT_POLICY)
  const assessor = new Assessor(policy)
  const { events, histories } = sampleMarket()
  const rows = [...histories.values()].map((history) => rowOf(history, assessor))
  yield ''
  yield ` ${paint('bold', 'Alacrity')}  real message history in, private scores and public labels out`
  yield ''
  const market = `A made-up marketplace: ${count(events, 'event')} of ${count(rows.length, 'member')} in half a year, until ${formatInstant(SAMPLE_END).slice(0, 10)}. Each score is private to its member. Clients see the label, or nothing.`
  yield* hanging(' ', market, terminal.width)
  yield ''
  const scored = rows
    .filter(({ score }) => score !== null)
    .sort((a, b) => (b.score ?? 0) - (a.score ?? 0))
  yield* scoreTable(scored, { policy, asOf: SAMPLE_END }, terminal)
  yield* hanging(' ', verdict(rows, scored.length, policy), terminal.width)
  yield ''
  const told = worthTelling(scored, histories, assessor)
  if (told === null) return
  yield ` ${paint('bold', '── One of them, explained ')}${paint('dim', '─'.repeat(Math.max(0, Math.min(terminal.width, 100) - 29)))}`
  yield ''
  yield* explanationLines(told, policy, { ...terminal, ledgerRows: LEDGER_ROWS })
  yield ''
  yield* tryNext(told.member, terminal)
}

function sampleMarket(): { events: number; histories: ReadonlyMap<string, MemberHistory> } {
  const arrivals = sampleEvents({ seed: SAMPLE_SEED, members: SAMPLE_MEMBERS }).map((event) => {
    const parsed = parseEvent(event)
    if (!parsed.ok) throw new Error(`the sample: ${parsed.fault.field} ${parsed.fault.problem}`)
    return parsed.event
  })
  return { events: arrivals.length, histories: historiesOf(takeIn(arrivals).accepted) }
}

function rowOf(history: MemberHistory, assessor: Assessor): ScoreRow {
  const table = history.table(SAMPLE_END, assessor.policy)
  const assessment = assessor.assess(table, history.calendar, SAMPLE_END)
  return JSON.parse(scoreLine(history.member, assessment)) as ScoreRow
}

function verdict(rows: readonly ScoreRow[], scored: number, policy: Policy): string {
  const labels = policy.labels.map(({ name }) => {
    const held = rows.filter((row) => row.labels[name] === true).length
    return `${held} of ${rows.length} members earn ${name}`
  })
  const { turns, clients } = policy.enough
  const few = `${rows.length - scored} have too few turns for a score (${turns} of ${clients} clients)`
  return `${list([...labels, few])}.`
}

/** Of those near the label, somebody who can still change something; best where clients are waiting. */
function worthTelling(
  scored: readonly ScoreRow[],
  histories: ReadonlyMap<string, MemberHistory>,
  assessor: Assessor,
): Explanation | null {
  const interest = (told: Explanation): number => {
    const [action] = told.actions
    if (action === undefined) return 0
    const waits = told.turns.some(({ outcome }) => outcome === 'pending')
    const replies = action.reply_to.length
    return (waits && replies > 0 ? 200 : 100) - replies - 10 * action.more_on_time
  }
  const told = scored.flatMap(({ member }) => {
    const history = histories.get(member)
    return history === undefined ? [] : [explain(history, assessor, SAMPLE_END)]
  })
  return told.sort((a, b) => interest(b) - interest(a))[0] ?? null
}

function* tryNext(member: string, { paint }: Terminal): Generator<string> {
  const next = [
    ['Keep the sample as a file', 'npx alacrity sample --out sample.ndjson'],
    [
      'Every turn of one member, every rule, a report with charts',
      `npx alacrity explain sample.ndjson --member ${member} --html ${member}.html`,
    ],
    ['When labels were given and taken', 'npx alacrity labels sample.ndjson'],
    [
      'What another rule would make of it',
      'npx alacrity policy compare alacrity upwork-2022 sample.ndjson',
    ],
    ['Your own history: CSV, NDJSON or Parquet', 'npx alacrity score --help'],
  ] as const
  yield ` ${paint('bold', 'Try next')}`
  for (const [does, line] of next) {
    yield `   ${paint('dim', `# ${does}`)}`
    yield `   ${paint('cyan', line)}`
  }
}
