import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** A folder of pages, and what they are made of besides. */
type Site = { readonly folder: string; readonly from: readonly string[] }

export const WEB: Site = {
  folder: 'packages/web',
  from: ['packages/engine/src', 'packages/sdk/src'],
}
export const MARKET: Site = {
  folder: 'examples/marketplace/pages',
  from: ['examples/marketplace/src'],
}

/** Where the built pages of a site are, built anew if they are stale; null where there are none. */
export async function builtPages(
  site: Site,
  { build: mayBuild, say }: { readonly build: boolean; readonly say: (line: string) => void },
): Promise<string | null> {
  const folder = join(root, site.folder)
  const built = join(folder, 'dist')
  if (!existsSync(join(folder, 'vite.config.ts'))) return null
  if (isFresh(site, join(built, 'index.html'))) return built
  if (!mayBuild) return existsSync(join(built, 'index.html')) ? built : null
  say(`building the pages in ${site.folder}, this once`)
  const error = await buildPages(site, built)
  if (error === null) return built
  say(`the pages in ${site.folder} could not be built, so there are none:\n${error}`)
  return null
}

function isFresh({ folder, from }: Site, index: string): boolean {
  if (!existsSync(index)) return false
  const made = statSync(index).mtimeMs
  const patterns = [
    ...from.map((path) => `${path}/**/*`),
    ...['index.html', 'vite.config.ts', 'package.json'].map((name) => `${folder}/${name}`),
    ...['public', 'pages', 'src'].map((name) => `${folder}/${name}/**/*`),
    'package-lock.json',
  ]
  return globSync(patterns, { cwd: root }).every(
    (file) => statSync(join(root, file)).mtimeMs <= made,
  )
}

/** Builds into a folder of its own. Null where it went well, else what was said. */
export async function buildPages(site: Site, into: string): Promise<string | null> {
  const folder = join(root, site.folder)
  const vite = viteFrom(folder)
  if (vite === null) return 'vite is not installed; npm ci without --omit=dev installs it'
  const words = [vite, 'build', '--logLevel', 'warn', '--outDir', into, '--emptyOutDir']
  const env = { ...process.env, NODE_ENV: 'production' }
  const child = spawn(execPath, words, { cwd: folder, env })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part: Buffer) => {
      said += part.toString()
    })
  }
  const [status] = (await once(child, 'close')) as [number | null]
  return status === 0 ? null : said
}

function viteFrom(folder: string): string | null {
  try {
    const manifest = createRequire(join(folder, 'package.json')).resolve('vite/package.json')
    return join(dirname(manifest), 'bin/vite.js')
  } catch {
    return null
  }
}

/** Serves built pages: files by name, and for every other address the one page that finds its way itself. */
export function pagesOf(folder: string, serviceUrl: string): Hono {
  const app = new Hono()
  const policy = [
    "default-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    `img-src 'self' data: ${serviceUrl}`,
    `connect-src 'self' ${serviceUrl}`,
    `frame-src ${serviceUrl}`,
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
  app.use('*', async (context, next) => {
    await next()
    context.res.headers.set('Content-Security-Policy', policy)
    context.res.headers.set('X-Content-Type-Options', 'nosniff')
    const isHashed = context.req.path.startsWith('/assets/')
    const caching = isHashed ? 'public, max-age=31536000, immutable' : 'no-cache'
    context.res.headers.set('Cache-Control', caching)
  })
  app.get('*', serveStatic({ root: folder }))
  app.get('/assets/*', (context) => context.notFound())
  app.get('*', serveStatic({ root: folder, path: 'index.html' }))
  return app
}
