import { parentPort, workerData } from 'node:worker_threads'
import { Recent } from '../fold/recent.ts'
import { fold, TAIL_MAX } from '../fold/settle.ts'
import { runSteps } from '../steps.ts'
import { openConnection, Runner } from './connection.ts'
import { type FoldWish, type PackedFold, packFold } from './folding.ts'
import { sqliteStatements } from './statements.ts'

// The thread that folds the tail. It only reads; the one that writes stores what comes of it.

const port = parentPort
if (port === null) throw new Error('folding is done in a worker thread')
const { file } = workerData as { readonly file: string }
const connection = openConnection({ file, readOnly: true, wait_ms: 2_000 })
const runner = new Runner(connection, sqliteStatements())
const recent = new Recent()

/** Reads at one instant of the database. */
function foldTail(): PackedFold | null {
  connection.exec('BEGIN')
  try {
    const folded = runSteps(fold({ limit: TAIL_MAX, tail: null, recent }), runner.answer)
    return folded === null ? null : packFold(folded)
  } catch {
    // Whoever writes meets the same trouble, and has someone to tell it to.
    recent.forget()
    return null
  } finally {
    connection.exec('COMMIT')
  }
}

port.on('message', ({ forget }: FoldWish) => {
  if (forget) recent.forget()
  port.postMessage(foldTail())
})
