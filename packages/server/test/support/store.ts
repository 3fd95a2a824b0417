import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Opened, openDatabase } from '../../src/open.ts'

/** A place for one database, and what removes it. */
export type Place = { readonly database: string; readonly remove: () => Promise<void> | void }

function sqlitePlace(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'alacrity-server-'))
  return {
    database: join(folder, 'alacrity.db'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

let placeOf: () => Place | Promise<Place> = sqlitePlace

/** From here on this file's databases are made there. */
export function placeTestStores(place: () => Promise<Place>): void {
  placeOf = place
}

/** Whether they are on a server, where making one and every commit take longer. */
export function isOnServer(): boolean {
  return placeOf !== sqlitePlace
}

/** A real database of its own, gone with the store that is closed. */
export async function openTestStore(): Promise<Opened> {
  const { database, remove } = await placeOf()
  const opened = await openDatabase(database)
  const { store } = opened
  const close = async () => {
    await store.close()
    await remove()
  }
  return { ...opened, store: { ...store, close } }
}
