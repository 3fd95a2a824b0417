// What is costly to make and is only read afterwards is made once in a run of tests, by the file that needs it first.
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env } from 'node:process'

/** Begins a run: before the first test file, or in a tool that uses what tests use. Returns what ends it. */
export function setup() {
  const folder = mkdtempSync(join(tmpdir(), 'alacrity-run-'))
  env.ALACRITY_TEST_RUN = folder
  return () => rmSync(folder, { recursive: true, force: true })
}

/**
 * The folder of this name, filled by `make` where nobody has yet. Of two at once the first to be done counts.
 *
 * @param {string} name
 * @param {(folder: string) => Promise<void> | void} make
 */
export async function madeOnce(name, make) {
  const made = join(env.ALACRITY_TEST_RUN ?? '', name)
  if (existsSync(made)) return made
  const own = mkdtempSync(`${made}-`)
  await make(own)
  try {
    renameSync(own, made)
  } catch (error) {
    if (!existsSync(made)) throw error
    rmSync(own, { recursive: true, force: true })
  }
  return made
}
