import { parentPort, workerData } from 'node:worker_threads'
import { Recent } from '../fold/recent.ts'
import {
  foldPiece,
  isStanding,
  type Piece,
  readPiece,
  type TailInPieces,
  TAIL_MAX,
  tailOf,
} from '../fold/settle.ts'
import { runSteps, type Steps, type Value } from '../steps.ts'
import { openConnection, Runner } from './connection.ts'
import { type FoldNews, type FoldWish, packFold } from './folding.ts'
import { sqliteStatements } from './statements.ts'

// The thread that folds the tail. It only reads; the one that writes stores what comes of it.

const port = parentPort
if (port === null) throw new Error('folding is done in a worker thread')
const { file } = workerData as { readonly file: string }
const connection = openConnection({ file, readOnly: true, wait_ms: 2_000 })
const runner = new Runner(connection, sqliteStatements())
const recent = new Recent()
const tell = (news: FoldNews): void => port.postMessage(news)

/** Reads at one instant of the database, and no longer: whoever reads keeps the log of writes from beginning anew. */
function read<Result>(steps: Steps<Result>): Result {
  connection.exec('BEGIN')
  try {
    return runSteps(steps, runner.answer)
  } finally {
    connection.exec('COMMIT')
  }
}

/** Pieces that are stored in one transaction. */
const PIECES_AT_ONCE = 8

/** Folds the tail, a piece after the other, as long as the projection stands where the tail begins. */
function foldTail(): void {
  const tail = read(tailOf({ limit: TAIL_MAX, tail: null, recent }))
  if (tail === null) return
  let rows: (readonly Value[])[] = []
  for (const [number, piece] of tail.pieces.entries()) {
    const found = read(readStanding(tail, piece))
    if (found === null) {
      recent.forget()
      return
    }
    const folded = foldPiece(tail, found, { number, recent })
    for (const row of folded.rows) rows.push(row)
    if ((number + 1) % PIECES_AT_ONCE === 0 || number + 1 === tail.pieces.length) {
      tell(packFold({ ...folded, rows }))
      rows = []
    }
  }
}

function* readStanding(
  tail: TailInPieces,
  piece: TailInPieces['pieces'][number],
): Steps<Piece | null> {
  return (yield* isStanding(tail)) ? yield* readPiece(piece, recent) : null
}

port.on('message', ({ forget }: FoldWish) => {
  if (forget) recent.forget()
  try {
    foldTail()
    tell('done')
  } catch {
    // Whoever writes meets the same trouble, and has someone to tell it to.
    recent.forget()
    tell('failed')
  }
})
