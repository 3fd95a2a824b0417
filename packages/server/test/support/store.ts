import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Opened, openDatabase } from '../../src/open.ts'

/** A real database in a folder of its own, gone with the store that is closed. */
export async function openTestStore(): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'alacrity-server-'))
  const { store, published } = await openDatabase(join(folder, 'alacrity.db'))
  const close = async () => {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { store: { ...store, close }, published }
}
