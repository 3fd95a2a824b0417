/** The script one writes in an afternoon, with Maps: `node contestant.mjs maps CSV`. */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { given, report, type Row } from '../job.ts'

const [file = ''] = given()
const DAY = 86_400_000

type Turn = { opened: number; replied: number | null }
const open = new Map<string, Turn>()
const turns = new Map<string, Turn[]>()
let last = 0
let header = true
for await (const line of createInterface({ input: createReadStream(file) })) {
  if (header) {
    header = false
    continue
  }
  const [conversation = '', , member = '', role, time = ''] = line.split(',')
  const at = Date.parse(time)
  if (at > last) last = at
  const turn = open.get(conversation)
  if (role === 'member') {
    if (turn !== undefined) turn.replied = at
    open.delete(conversation)
  } else if (turn === undefined) {
    const opened = { opened: at, replied: null }
    open.set(conversation, opened)
    const own = turns.get(member)
    if (own === undefined) turns.set(member, [opened])
    else own.push(opened)
  }
}
const rows: Row[] = []
for (const [member, own] of turns) {
  const row = { member, turns: 0, on_time: 0, late: 0, missed: 0 }
  for (const { opened, replied } of own) {
    if (opened <= last - 30 * DAY) continue
    row.turns += 1
    if (replied === null) row.missed += last - opened > DAY ? 1 : 0
    else if (replied - opened <= DAY) row.on_time += 1
    else row.late += 1
  }
  rows.push(row)
}
const ms = performance.now()
// Alacrity names members who have turns, but none in the window; here they are left out as in SQL.
report(
  rows.filter((row) => row.turns > 0),
  ms,
)
