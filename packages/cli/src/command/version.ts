import { readFileSync } from 'node:fs'

type Manifest = { readonly version: string }

/** The version of the package this command came in. */
export function version(): string {
  const file = new URL('../../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as Manifest).version
}
