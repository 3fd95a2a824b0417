import { labelsOf } from '../acts/labels.ts'
import { StoreError } from '../error.ts'
import type { PublishedLabels } from '../port.ts'
import { answerOn, poolOf, type PostgresSettings } from './connection.ts'
import { failureOf } from './failure.ts'

/**
 * The client side's door: a pool of connections in the role `alacrity_public`, which the migrations give
 * the right to read one table [DS3]. Rejects with `unsafe` where the role can read any other.
 */
export async function openPostgresPublished(settings: PostgresSettings): Promise<PublishedLabels> {
  const url = new URL(settings.url)
  url.searchParams.set('options', '-c role=alacrity_public')
  const pool = poolOf({ ...settings, url: url.href })
  try {
    const reachable = await answerOn(pool as never, { statement: 'public_rights', lists: [[]] })
    if (reachable.length > 0) {
      throw new StoreError('unsafe', `alacrity_public may read ${reachable.length} other tables`)
    }
  } catch (error) {
    await pool.end()
    throw failureOf(error, 'open published labels')
  }
  return {
    async published(members) {
      if (members.length === 0) return new Map()
      try {
        const lists = members.map((member) => [member])
        const rows = await answerOn(pool as never, { statement: 'published_of', lists })
        return labelsOf(rows as never)
      } catch (error) {
        throw failureOf(error, 'published labels')
      }
    },
    async close() {
      await pool.end()
    },
  }
}
