import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { importLines } from '@alacrity/server'
import { openSqlite } from '@alacrity/store'
import { batchesOf, type Wish } from '../service/history.ts'

/** Makes a database of messages once, by sending them in as `alacrity import` does. */
export async function stockMessages(file: string, wish: Wish): Promise<void> {
  if (statSync(file, { throwIfNoEntry: false }) !== undefined) return
  const making = `${file}.making`
  for (const end of ['', '-wal', '-shm']) rmSync(making + end, { force: true })
  mkdirSync(dirname(making), { recursive: true })
  const store = await openSqlite({ file: making })
  const { refused } = await importLines(store, linesOf(wish), {
    now: wish.until,
    onRefused: (line, { code }) => {
      throw new Error(`line ${line}: ${code}`)
    },
  })
  if (refused > 0) throw new Error(`${refused} messages were refused`)
  await store.upkeep.settle()
  await store.close()
  renameSync(making, file)
}

function* linesOf(wish: Wish): Generator<string> {
  for (const batch of batchesOf(wish)) {
    for (const message of JSON.parse(batch) as object[]) yield JSON.stringify(message)
  }
}
