import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { backup, type DatabaseSync } from 'node:sqlite'
import { StoreError } from '../error.ts'
import { openConnection } from './connection.ts'
import { failureOf } from './failure.ts'

/** All pages in one step: were it several, every commit in between would begin the copy anew. */
const PAGES_A_STEP = 0x7fff_ffff

/**
 * Copies a database as it is at one instant, while others write to it. The copy has its name only when it
 * is whole and on disk; killed in between, a file with `.part` after its name is left, of no use.
 */
export async function copyDatabase(file: string, target: string): Promise<void> {
  if (existsSync(target)) throw new Error(`a backup overwrites nothing: ${target} exists`)
  const part = `${target}.part`
  rmSync(part, { force: true })
  const connection = openConnection({ file, readOnly: true, wait_ms: 2_000 })
  try {
    await backup(connection.database as DatabaseSync, part, { rate: PAGES_A_STEP })
  } catch (error) {
    rmSync(part, { force: true })
    throw failureOf(error, 'backup')
  } finally {
    connection.close()
  }
  syncPath(part)
  renameSync(part, target)
  syncPath(dirname(target))
}

/** Puts a backup in the place of a database that is not there. Open it as any other. */
export async function restoreSqlite(backupFile: string, target: string): Promise<void> {
  if (!existsSync(backupFile)) throw new StoreError('gone', 'restore')
  await copyDatabase(backupFile, target)
}

function syncPath(path: string): void {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
