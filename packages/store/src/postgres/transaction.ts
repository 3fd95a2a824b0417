import type pg from 'pg'
import { all, awaitSteps, type Steps } from '../steps.ts'
import { answerOn } from './connection.ts'
import { failureOf } from './failure.ts'

// Who may write when, whatever process or thread they are of. One lock is for the log and all that acts write,
// another for turns and the mark of how far they stand for the log. Whoever takes both
// takes the log's first, so nobody waits for one who waits for them. Turns are folded with the second alone: what
// they are folded from only grows meanwhile, for whoever changes or removes events takes both.

export type Locks = 'log' | 'turns' | 'both'

const STATEMENTS: Readonly<Record<Locks, readonly string[]>> = {
  log: ['writer_lock'],
  turns: ['turns_lock'],
  both: ['writer_lock', 'turns_lock'],
}

/** Runs steps that write, in a transaction that is on disk when this resolves. */
export async function write<Result>(
  pool: pg.Pool,
  { what, locks }: { readonly what: string; readonly locks: Locks },
  steps: () => Steps<Result>,
): Promise<Result> {
  return await transact(pool, { what, begin: 'BEGIN' }, function* () {
    for (const lock of STATEMENTS[locks]) yield* all(lock)
    return yield* steps()
  })
}

/** Runs steps in a transaction on a connection of the pool. */
export async function transact<Result>(
  pool: pg.Pool,
  { what, begin }: { readonly what: string; readonly begin: string },
  steps: () => Steps<Result>,
): Promise<Result> {
  let client: pg.PoolClient | null = null
  try {
    client = await pool.connect()
    await client.query(begin)
    const holder = client
    const result = await awaitSteps(steps(), (ask) => answerOn(holder, ask))
    await client.query('COMMIT')
    client.release()
    return result
  } catch (error) {
    // The connection goes with what it left undone, and what it knew of the server's state.
    client?.release(true)
    throw failureOf(error, what)
  }
}
