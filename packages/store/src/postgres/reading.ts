import { StoreError } from '../error.ts'
import { readingOf } from '../facade.ts'
import type { Reading } from '../port.ts'
import { awaitSteps } from '../steps.ts'
import { answerOn, poolOf, type PostgresSettings } from './connection.ts'
import { failureOf } from './failure.ts'

/** Before every member; nobody, whose events concern all, is "". */
export const START = ''
/** All steps of a reading see one instant. */
export const READ_ONLY = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'

/** Opens the reading of a store, in whatever thread: a connection of its own, beside those that there are. */
export async function openPostgresReading({ url }: PostgresSettings): Promise<Reading> {
  const pool = poolOf({ url, readers: 1 })
  let closed = false
  return readingOf({
    start: START,
    async read(what, steps) {
      if (closed) throw new StoreError('closed', what)
      try {
        const client = await pool.connect()
        try {
          await client.query(READ_ONLY)
          return await awaitSteps(steps(), (ask) => answerOn(client, ask))
        } finally {
          // Nothing was written: the end of a reading is the same whether it came to something or not.
          await client.query('ROLLBACK').then(
            () => client.release(),
            (error: Error) => client.release(error),
          )
        }
      } catch (error) {
        throw failureOf(error, what)
      }
    },
    async close() {
      closed = true
      await pool.end()
    },
  })
}
