import {
  openPostgres,
  openPostgresPublished,
  openSqlite,
  openSqlitePublished,
  type PublishedLabels,
  type Store,
} from '@alacrity/store'

/** A database that was opened: the whole of it, and the client side's narrow way to it [DS3]. */
export type Opened = { readonly store: Store; readonly published: PublishedLabels }

/** Opens what the settings name: a postgres:// URL, or a file of SQLite. Rejects with a `StoreError`. */
export async function openDatabase(database: string): Promise<Opened> {
  const isUrl = /^postgres(ql)?:\/\//.test(database)
  const store = isUrl ? await openPostgres({ url: database }) : await openSqlite({ file: database })
  try {
    const published = isUrl
      ? await openPostgresPublished({ url: database })
      : openSqlitePublished({ file: database })
    return { store, published }
  } catch (error) {
    await store.close()
    throw error
  }
}
