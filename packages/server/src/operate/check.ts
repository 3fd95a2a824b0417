import { loadTrust } from '../access/load.ts'
import type { Settings } from '../config.ts'
import { loadPages } from '../http/pages.ts'

/**
 * What is wrong with the files that settings name, and which of them: found without a database and
 * without the network, so that a configuration can be checked where it is written.
 */
export async function settingsFaults(settings: Settings): Promise<readonly string[]> {
  const faults: string[] = []
  const tryTo = async (name: string, work: () => Promise<unknown>) => {
    await work().catch((error: unknown) => {
      faults.push(`${name}: ${reasonOf(error)}`)
    })
  }
  const { web_root: root } = settings
  if (root !== null) await tryTo('web_root', () => loadPages(root, settings))
  await tryTo('auth_jwks', () => loadTrust({ ...settings, embed_key: null }))
  await tryTo('embed_key', () => loadTrust({ ...settings, auth_issuer: null, auth_jwks: null }))
  return faults
}

function reasonOf(error: unknown): string {
  const { code, path } = (error ?? {}) as { readonly code?: unknown; readonly path?: unknown }
  if (code === 'ENOENT') return `there is no ${String(path)}`
  return error instanceof Error ? error.message : String(error)
}
