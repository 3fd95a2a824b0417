import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { withFolder } from './support/sqlite.ts'

const CHILD = fileURLToPath(new URL('./support/driver-child.ts', import.meta.url))

function openedIn(database: string): string {
  const { stdout, stderr } = spawnSync(execPath, [CHILD, database], {
    encoding: 'utf8',
    timeout: 60_000,
  })
  return stdout === '' ? stderr : stdout
}

test('whoever opens SQLite does not load the driver of PostgreSQL; control: who asks for it does', () =>
  withFolder(async (folder) => {
    expect(openedIn(join(folder, 'a.db'))).toBe('driver false\n')
    expect(openedIn('postgres://nobody@127.0.0.1:1/none')).toBe('driver true\n')
  }))
