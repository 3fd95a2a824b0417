/** Writes to a store until it is killed, and says on its output what was acknowledged. */
import { writeSync } from 'node:fs'
import { argv } from 'node:process'
import { message } from '../../src/conformance/case.ts'
import { openSqlite, type Store } from '../../src/index.ts'

const [, , file = '', round = '', task = ''] = argv
const MEMBERS = Array.from({ length: 30 }, (_, i) => `member ${i}`)

/** One line an acknowledgement, written at once: the parent believes nothing else. */
function say(...words: readonly (string | number)[]): void {
  writeSync(1, `${words.join(' ')}\n`)
}

async function appendForEver(store: Store, lane: number): Promise<never> {
  for (let batch = 0; ; batch += 1) {
    const ids = Array.from({ length: 20 }, (_, i) => `${round}-${lane}-${batch}-${i}`)
    const events = ids.map((id, i) => {
      const member = MEMBERS[(batch + i) % MEMBERS.length]
      const from = i % 2 === 0 ? 'client' : 'member'
      return message(id, batch * 20 + i, { member, from, conversation: `v${batch % 5}` })
    })
    await store.log.append(events.map((event) => ({ event, received_at: 1, late: false })))
    say('stored', ...ids)
    if (batch % 10 === 9) await store.upkeep.settle()
  }
}

async function publishForEver(store: Store): Promise<never> {
  for (let epoch = ((await store.labels.last('line'))?.epoch ?? 0) + 1; ; epoch += 1) {
    await store.labels.publish({
      line: 'line',
      epoch,
      epoch_at: epoch * 1000,
      policy: 'line/1',
      published_at: epoch * 1000,
      note: '',
      records: MEMBERS.map((member) => ({
        member,
        state: { held: [true], changedAt: [epoch] },
        labels: [`epoch ${epoch}`],
        changes: [],
      })),
      deliveries: [],
    })
    say('published', epoch)
  }
}

async function backUpForEver(store: Store): Promise<never> {
  for (let copy = 0; ; copy += 1) {
    await store.upkeep.backup(`${file}.${round}.${copy}`)
    say('copied', `${file}.${round}.${copy}`)
  }
}

say('began')
const store = await openSqlite({ file })
say('ready')
const lanes = [0, 1, 2].map((lane) => appendForEver(store, lane))
if (task === 'publish') lanes.push(publishForEver(store))
if (task === 'backup') lanes.push(backUpForEver(store))
await Promise.all(lanes)
