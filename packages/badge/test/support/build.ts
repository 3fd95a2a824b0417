import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The text of dist/badge.js as `npm run build` makes it, built into a folder of its own. */
export async function buildBadge(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'alacrity-badge-build-'))
  try {
    await build({ root, configFile: join(root, 'vite.config.ts'), build: { outDir, emptyOutDir: true } })
    return readFileSync(join(outDir, 'badge.js'), 'utf8')
  } finally {
    rmSync(outDir, { recursive: true, force: true })
  }
}
