import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bench } from '../../src/conformance/index.ts'
import {
  openSqlite,
  openSqlitePublished,
  openSqliteReading,
  restoreSqlite,
} from '../../src/index.ts'

/** A folder of its own, gone afterwards. */
export async function withFolder<T>(body: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'alacrity-store-'))
  try {
    return await body(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

let template: Promise<string> | null = null

/** An empty database with every migration: made once, since each migration waits for the disk. */
async function emptyDatabase(): Promise<string> {
  template ??= (async () => {
    const folder = mkdtempSync(join(tmpdir(), 'alacrity-template-'))
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
    const file = join(folder, 'empty.db')
    await (await openSqlite({ file })).close()
    return file
  })()
  return await template
}

export async function withSqlite(body: (bench: Bench) => Promise<void>): Promise<void> {
  const empty = await emptyDatabase()
  await withFolder(async (folder) => {
    const file = join(folder, 'alacrity.db')
    copyFileSync(empty, file)
    await body({
      open: () => openSqlite({ file }),
      openPublished: async () => openSqlitePublished({ file }),
      openReading: () => openSqliteReading({ file }),
      restore: async (copy) => {
        const restored = join(folder, 'restored.db')
        await restoreSqlite(copy, restored)
        return await openSqlite({ file: restored })
      },
      path: (name) => join(folder, name),
    })
  })
}
