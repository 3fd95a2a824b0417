import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a file that has its name only when it is whole and on disk; `write` makes it under another. Killed in
 * between, a file with `.part` after its name is left, of no use. Rejects where there is one already.
 */
export async function writeWhole(
  target: string,
  write: (part: string) => Promise<void>,
): Promise<void> {
  if (existsSync(target)) throw new Error(`a backup overwrites nothing: ${target} exists`)
  const part = `${target}.part`
  rmSync(part, { force: true })
  try {
    await write(part)
  } catch (error) {
    rmSync(part, { force: true })
    throw error
  }
  syncPath(part)
  renameSync(part, target)
  syncPath(dirname(target))
}

function syncPath(path: string): void {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
