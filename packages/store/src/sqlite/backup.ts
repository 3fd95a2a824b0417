import { existsSync } from 'node:fs'
import { backup, type DatabaseSync } from 'node:sqlite'
import { writeWhole } from '../disk.ts'
import { StoreError } from '../error.ts'
import { openConnection } from './connection.ts'
import { failureOf } from './failure.ts'

/** All pages in one step: were it several, every commit in between would begin the copy anew. */
const PAGES_A_STEP = 0x7fff_ffff

/** Copies a database as it is at one instant, while others write to it. */
export async function copyDatabase(file: string, target: string): Promise<void> {
  await writeWhole(target, async (part) => {
    const connection = openConnection({ file, readOnly: true, wait_ms: 2_000 })
    try {
      await backup(connection.database as DatabaseSync, part, { rate: PAGES_A_STEP })
    } catch (error) {
      throw failureOf(error, 'backup')
    } finally {
      connection.close()
    }
  })
}

/** Puts a backup in the place of a database that is not there. Open it as any other. */
export async function restoreSqlite(backupFile: string, target: string): Promise<void> {
  if (!existsSync(backupFile)) throw new StoreError('gone', 'restore')
  await copyDatabase(backupFile, target)
}
