import { readFileSync } from 'node:fs'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import {
  Assessor,
  compareBytes,
  type ErasureEvent,
  type Event,
  historiesOf,
  MemberHistory,
  type Ms,
  type OutageEvent,
  parseEvent,
  type Policy,
  scoreLine,
  takeIn,
} from '@alacrity/engine'

import type { InputFault } from '@alacrity/bulk'
import type { History } from './history.ts'

export async function readHistory(files: readonly string[], _o: object = {}): Promise<History> {
  const events: Event[] = []
  const faults: InputFault[] = []
  let received = 0
  for (const file of files) {
    let bytes = file === '-' ? readFileSync(0) : readFileSync(file)
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) bytes = gunzipSync(bytes)
    else if (bytes.length > 3 && bytes.readUInt32LE(0) === 0xfd2fb528)
      bytes = zstdDecompressSync(bytes)
    const lines = bytes.toString('utf8').split('\n')
    const json = lines[0]?.startsWith('{')
    const head = json ? [] : (lines[0] ?? '').split(',')
    lines.forEach((line, i) => {
      if (line === '' || (!json && i === 0)) return
      received += 1
      let input: unknown
      if (json) {
        try {
          input = JSON.parse(line)
        } catch {
          faults.push({
            file,
            line: i + 1,
            field: 'line',
            problem: 'is not JSON',
            remedy: 'write one JSON object a line',
          })
          return
        }
      } else {
        const r = Object.fromEntries(line.split(',').map((v, j) => [head[j] ?? '', v]))
        input = {
          type: 'message',
          id: String(i),
          seq: i,
          at: r['sent_at'],
          member: r['member_id'],
          conversation: r['conversation_id'],
          from: r['sender_role'],
          client: r['client_id'],
        }
      }
      const parsed = parseEvent(input)
      if (parsed.ok) events.push(parsed.event)
      else faults.push({ file, line: i + 1, ...parsed.fault })
    })
  }
  const taken = takeIn(events)
  const histories = historiesOf(taken.accepted)
  const ats = taken.accepted.map((e) => e.at)
  const own = (id: string) => taken.accepted.filter((e) => 'member' in e && e.member === id)
  const outages = taken.accepted.filter((e) => e.type === 'outage')
  const erasures = taken.accepted.filter((e) => e.type === 'erasure')
  const history: History = {
    counts: {
      received,
      accepted: taken.accepted.length,
      duplicates: taken.duplicates.length,
      conflicts: taken.conflicts.length,
      refused: faults.length,
    },
    faults,
    refusedByKind: new Map(),
    firstEventAt: ats[0] ?? null,
    lastEventAt: ats.at(-1) ?? null,
    memberIds: [...histories.keys()].sort(compareBytes),
    outages,
    erasures,
    member: own,
    async *score(policy, asOf, options) {
      const assessor = new Assessor(policy)
      for (const id of options?.members ?? history.memberIds) {
        const h = new MemberHistory(id, own(id), { outages, erasures })
        const table = h.table(asOf, policy)
        if (table.turns.length > 0) yield scoreLine(id, assessor.assess(table, h.calendar, asOf))
      }
    },
    close: async () => {},
  }
  return history
}
