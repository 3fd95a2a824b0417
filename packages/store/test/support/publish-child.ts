/** Publishes an epoch and dies while one of its records is handed over, or not at all: FILE, HOW, WHICH. */
import { argv, kill, pid } from 'node:process'
import { openSqlite } from '../../src/index.ts'
import { epochOf, PIECE } from './epoch.ts'

const [, , file = '', how = 'whole', which = '-1'] = argv
const store = await openSqlite({ file })
const input = epochOf(Number(which), () => kill(pid, 'SIGKILL'))
if (how === 'whole') await store.labels.publish(input)
else {
  // The planted fault: a transaction for every piece.
  for (let at = 0, epoch = 1; at < input.records.length; at += PIECE, epoch += 1) {
    await store.labels.publish({ ...input, epoch, records: input.records.slice(at, at + PIECE) })
  }
}
await store.close()
