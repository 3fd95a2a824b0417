/**
 * Alacrity from a file: `node contestant.mjs alacrity FILE`; with `loaded` its clock begins when the file has been
 * read and nobody has asked anything yet.
 */
import { readHistory } from '@alacrity/bulk'
import { type Policy, presetPolicy } from '@alacrity/engine'
import { given, report, type Row } from '../job.ts'

const [file = '', how = ''] = given()
const policy = presetPolicy('upwork-2022')
if (policy === null) throw new Error('the preset is gone')
await using history = await readHistory([file])
const read = performance.now()
const blocks: Uint8Array[] = []
const asOf = history.lastEventAt ?? 0
for await (const block of history.scoreBlocks(policy, asOf)) blocks.push(block)
const answered = performance.now()
const ms = how === 'loaded' ? answered - read : answered
const detail: Record<string, number> = {
  read_ms: Math.round(read),
  score_ms: Math.round(answered - read),
  turns: history.turns,
}
if (how === 'again') {
  detail['again_ms'] = await median(5, { ...policy, within: 12 * 3_600_000 })
  const alacrity = presetPolicy('alacrity')
  if (alacrity !== null) detail['alacrity_ms'] = await median(5, alacrity)
}
const rows = Buffer.concat(blocks).toString().split('\n').filter(Boolean).map(rowOf)
// Members who have turns, but none in the window, have a line too; SQL leaves them out.
report(
  rows.filter((row) => row.turns > 0),
  ms,
  detail,
)

function rowOf(line: string): Row {
  const { member, counts } = JSON.parse(line) as { member: string; counts: Row }
  const { turns, on_time, late, missed } = counts
  return { member, turns, on_time, late, missed }
}

/** Time to assess everyone anew under a changed policy, turns being held in memory. */
async function median(times: number, changed: Policy): Promise<number> {
  const taken: number[] = []
  for (let time = 0; time < times; time += 1) {
    const begun = performance.now()
    let length = 0
    for await (const block of history.scoreBlocks(changed, asOf)) length += block.length
    if (length === 0) throw new Error('nothing was scored')
    taken.push(performance.now() - begun)
  }
  return Math.round(taken.sort((a, b) => a - b)[times >> 1] ?? 0)
}
