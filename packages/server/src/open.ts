import {
  openPostgres,
  openPostgresPublished,
  openSqlite,
  openSqlitePublished,
  type PublishedLabels,
  restorePostgres,
  restoreSqlite,
  type Store,
} from '@alacrity/store'
import { isPostgres } from './base/database.ts'

/** A database that was opened: the whole of it, and the client side's narrow way to it [DS3]. */
export type Opened = {
  readonly store: Store
  readonly published: PublishedLabels
  /** What it was opened by: threads open it for reading too. */
  readonly database: string
}

/**
 * Puts a copy where no database is yet, or into one on a server without events. Rejects where there is one, or
 * the copy is none.
 */
export async function restoreDatabase(copy: string, database: string): Promise<void> {
  await (isPostgres(database) ? restorePostgres(copy, database) : restoreSqlite(copy, database))
}

/**
 * Opens what the settings name: a postgres:// URL, or a file of SQLite. Tells `progress` of turns that are made
 * anew. Rejects with a `StoreError`.
 */
export async function openDatabase(
  database: string,
  progress: (folded: number, of: number) => void = () => undefined,
): Promise<Opened> {
  const onServer = isPostgres(database)
  const store = onServer
    ? await openPostgres({ url: database, progress })
    : await openSqlite({ file: database, progress })
  try {
    const published = onServer
      ? await openPostgresPublished({ url: database })
      : openSqlitePublished({ file: database })
    return { store, published, database }
  } catch (error) {
    await store.close()
    throw error
  }
}
