import { setPriority } from 'node:os'
import { platform } from 'node:process'
import { parentPort, workerData } from 'node:worker_threads'
import { openPostgresReading, openSqliteReading } from '@alacrity/store'
import { isPostgres } from '../base/database.ts'
import { type Evaluated, evaluate } from './evaluate.ts'
import type { Asked, Said } from './threads.ts'

// A thread that evaluates members, share by share.

const port = parentPort
if (port === null) throw new Error('evaluation runs in a worker thread')
const { database } = workerData as { readonly database: string }
/** Whoever answers requests goes first. On Linux a priority is a thread's own. */
if (platform === 'linux') setPriority(10)

const say = (said: Said) => port.postMessage(said)
const reading = isPostgres(database)
  ? openPostgresReading({ url: database })
  : openSqliteReading({ file: database })
// Whoever asks first hears of it.
reading.catch(() => undefined)
let parts: AsyncGenerator<Evaluated> | null = null

async function obey(asked: Asked): Promise<Said> {
  if (asked.kind === 'share') parts = evaluate(await reading, asked.question, asked.share)
  const next = await parts?.next()
  return next === undefined || next.done === true
    ? { kind: 'done' }
    : { kind: 'part', part: next.value }
}

port.on('message', (asked: Asked) => {
  obey(asked).then(say, (error: unknown) => {
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error))
    say({ kind: 'failed', message, stack })
  })
})
