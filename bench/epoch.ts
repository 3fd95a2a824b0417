// What an epoch takes: everybody assessed, labels decided and published. A process of its own opens a database
// that is made once. `node bench/epoch.ts [--members N] [--turns N] [--weeks N]`.
import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { stdout } from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import {
  createService,
  loadTrust,
  NO_LOG,
  openDatabase,
  parseSettings,
  REAL_CHANCE,
  REAL_CLOCK,
  RESOLVE,
  SEND,
} from '@alacrity/server'
import { stock } from './epoch/stock.ts'

const { values: given } = parseArgs({
  options: {
    members: { type: 'string', default: '100000' },
    turns: { type: 'string', default: '2000000' },
    weeks: { type: 'string', default: '2' },
  },
})
const MEMBERS = Number(given.members)
const TURNS = Number(given.turns)
/** A Monday, the instant of an epoch. */
const UNTIL = Date.UTC(2026, 2, 2)
const WEEK = 7 * 86_400_000

const say = (line: string) => stdout.write(`${line}\n`)
const shown = (number: number) => Math.round(number).toLocaleString('en')

const cache = fileURLToPath(new URL('.cache/', import.meta.url))
const file = join(cache, `epoch-${MEMBERS}-${TURNS}.db`)
const database = join(cache, 'epoch-run.db')
await stock({ file, members: MEMBERS, turns: TURNS, until: UNTIL })
for (const end of ['', '-wal', '-shm']) rmSync(database + end, { force: true })
copyFileSync(file, database)

const parsed = parseSettings({}, { database })
if (!parsed.ok) throw new Error(parsed.faults.join('\n'))
const opened = await openDatabase(database)
const service = await createService({
  settings: parsed.settings,
  ...opened,
  ...(await loadTrust(parsed.settings)),
  clock: { ...REAL_CLOCK, now: () => UNTIL },
  wire: REAL_CLOCK,
  pages: null,
  chance: REAL_CHANCE,
  log: NO_LOG,
  send: SEND,
  resolve: RESOLVE,
})

/** The longest that the thread which answers requests was kept from it, in milliseconds. */
function watchDelay(): () => number {
  let longest = 0
  let last = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    longest = Math.max(longest, now - last - 5)
    last = now
  }, 5)
  return () => {
    clearInterval(timer)
    return longest
  }
}

// The publisher begins at the first event's epoch: only the last is wanted here.
await opened.store.labels.publish({
  line: 'alacrity',
  epoch: -1,
  epoch_at: UNTIL - 1,
  policy: 'alacrity/1',
  published_at: UNTIL,
  note: '',
  records: [],
  deliveries: [],
})
for (let week = 0; week < Number(given.weeks); week += 1) {
  const delay = watchDelay()
  const [cpu, started] = [process.cpuUsage(), performance.now()]
  const done = await service.publisher.publishDue(UNTIL + week * WEEK)
  const seconds = (performance.now() - started) / 1_000
  const { user, system } = process.cpuUsage(cpu)
  const longest = delay()
  for (const { members, changed } of done) {
    say(
      `epoch: ${shown(members)} members, ${shown(changed)} changed, ${seconds.toFixed(1)} s, ` +
        `${((seconds * 1e6) / members).toFixed(0)} µs a member, ` +
        `${((user + system) / members).toFixed(0)} of processor time, ` +
        `answering kept waiting ${longest.toFixed(0)} ms at most, ` +
        `${shown(process.resourceUsage().maxRSS / 1_024)} MiB at most`,
    )
  }
}
await opened.published.close()
await opened.store.close()
for (const end of ['', '-wal', '-shm']) rmSync(database + end, { force: true })
