import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Settings } from '../config.ts'
import { problem } from './problem.ts'

/** Where the built pages are served. They are the same for everyone: what is private they ask for. */
export const PAGES_PATH = '/app/'

/** Answers for an address under /app/. */
export type Pages = (request: Request) => Response

type Asset = {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Null where it would not be shorter. */
  readonly gzipped: Uint8Array<ArrayBuffer> | null
  readonly headers: Readonly<Record<string, string>>
}

const MEDIA: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
}
const COMPRESSIBLE = /^(text|application)\/|svg/
/** Files whose names hold a hash of what is in them never change. */
const HASHED = /-[A-Za-z0-9_-]{8,}\.\w+$/
const ASSETS = 'assets/'
const INDEX = 'index.html'

/**
 * Reads a folder of built pages. They are held in memory, so an address can name nothing outside of it.
 * Rejects where the folder has no index.html.
 */
export async function loadPages(
  root: string,
  settings: Pick<Settings, 'web_origins' | 'frame_ancestors'>,
): Promise<Pages> {
  const policy = contentPolicy(settings)
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const assets = new Map<string, Asset>()
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = join(entry.parentPath, entry.name)
    const name = relative(root, file).split(sep).join('/')
    // Nothing that only a developer needs, and nothing hidden.
    if (name.endsWith('.map') || name.split('/').some((part) => part.startsWith('.'))) continue
    assets.set(name, assetOf(name, await readFile(file), policy))
  }
  const index = assets.get(INDEX)
  if (index === undefined) throw new Error(`there is no ${INDEX} in ${root}`)
  return (request) => {
    const name = new URL(request.url).pathname.slice(PAGES_PATH.length)
    const asset = assets.get(name)
    // Every other address is a place in the application, which finds its way itself.
    if (asset === undefined && name.startsWith(ASSETS)) return problem('not_found')
    return send(asset ?? index, request)
  }
}

function assetOf(name: string, content: Buffer, policy: string): Asset {
  const media = MEDIA[extname(name).toLowerCase()] ?? 'application/octet-stream'
  const tag = createHash('sha256').update(content).digest('base64url').slice(0, 22)
  const packed = COMPRESSIBLE.test(media) ? gzipSync(content) : null
  const isFixed = name.startsWith(ASSETS) && HASHED.test(name)
  return {
    bytes: new Uint8Array(content),
    gzipped: packed !== null && packed.length < content.length ? new Uint8Array(packed) : null,
    headers: {
      'Content-Type': media,
      'Cache-Control': isFixed ? 'public, max-age=31536000, immutable' : 'no-cache',
      ETag: `W/"${tag}"`,
      Vary: 'Accept-Encoding',
      'Content-Security-Policy': policy,
    },
  }
}

function send({ bytes, gzipped, headers }: Asset, request: Request): Response {
  if (request.headers.get('if-none-match')?.includes(headers['ETag'] ?? '') === true) {
    return new Response(null, { status: 304, headers })
  }
  const zips = gzipped !== null && /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '')
  return zips
    ? new Response(gzipped, { headers: { ...headers, 'Content-Encoding': 'gzip' } })
    : new Response(bytes, { headers })
}

/** No script but the built ones. Styles may be set by scripts, as libraries of components do. */
function contentPolicy({
  web_origins: origins,
  frame_ancestors: ancestors,
}: Pick<Settings, 'web_origins' | 'frame_ancestors'>): string {
  const calls = ["'self'", ...origins].join(' ')
  return [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    `img-src ${calls} data:`,
    "font-src 'self'",
    "manifest-src 'self'",
    `connect-src ${calls}`,
    `form-action ${calls}`,
    "base-uri 'none'",
    `frame-ancestors ${ancestors.length === 0 ? "'none'" : ancestors.join(' ')}`,
  ].join('; ')
}
