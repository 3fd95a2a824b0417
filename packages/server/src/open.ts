import {
  openPostgres,
  openPostgresPublished,
  openSqlite,
  openSqlitePublished,
  type PublishedLabels,
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

/** Opens what the settings name: a postgres:// URL, or a file of SQLite. Rejects with a `StoreError`. */
export async function openDatabase(database: string): Promise<Opened> {
  const isUrl = isPostgres(database)
  const store = isUrl ? await openPostgres({ url: database }) : await openSqlite({ file: database })
  try {
    const published = isUrl
      ? await openPostgresPublished({ url: database })
      : openSqlitePublished({ file: database })
    return { store, published, database }
  } catch (error) {
    await store.close()
    throw error
  }
}
