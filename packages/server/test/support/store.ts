import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqlite, openSqlitePublished, type PublishedLabels, type Store } from '@alacrity/store'

/** A real database in a folder of its own, gone with the store that is closed. */
export async function openTestStore(): Promise<{
  readonly store: Store
  readonly published: PublishedLabels
}> {
  const folder = mkdtempSync(join(tmpdir(), 'alacrity-server-'))
  const file = join(folder, 'alacrity.db')
  const store = await openSqlite({ file })
  const published = openSqlitePublished({ file })
  const close = async () => {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { store: { ...store, close }, published }
}
