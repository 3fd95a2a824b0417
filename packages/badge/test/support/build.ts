import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type InlineConfig, type LibraryOptions } from 'vite'

const root = fileURLToPath(new URL('../..', import.meta.url))

export const EXAMPLES: string = fileURLToPath(
  new URL('../../../../examples/badge/', import.meta.url),
)

async function built(file: string, options: InlineConfig): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'alacrity-badge-build-'))
  try {
    const { build: wish, ...rest } = options
    await build({ ...rest, build: { ...wish, outDir, emptyOutDir: true } })
    return readFileSync(join(outDir, file), 'utf8')
  } finally {
    rmSync(outDir, { recursive: true, force: true })
  }
}

/** The text of dist/badge.js as `npm run build` makes it. */
export function buildBadge(): Promise<string> {
  return built('badge.js', { root, configFile: join(root, 'vite.config.ts') })
}

/** The React example as one script. */
export function buildReact(): Promise<string> {
  const lib = {
    entry: join(EXAMPLES, 'main.tsx'),
    formats: ['iife'],
    name: 'Example',
    fileName: () => 'react.js',
  } satisfies LibraryOptions
  return built('react.js', {
    root: EXAMPLES,
    configFile: false,
    logLevel: 'warn',
    // Tests run with another NODE_ENV than who builds pages.
    define: { 'process.env.NODE_ENV': '"production"' },
    oxc: { jsx: { runtime: 'automatic', development: false } },
    build: { lib },
  })
}
