import type { PublishedLabels, Reading, Store } from '../port.ts'
import type { PostgresSettings } from './connection.ts'

// PostgreSQL as everybody else sees it. Its driver is loaded when it is first asked for: whoever starts on SQLite
// does not wait for it.

/** See `openPostgres` of store.ts. */
export async function openPostgres(settings: PostgresSettings): Promise<Store> {
  return (await import('./store.ts')).openPostgres(settings)
}

/** See `openPostgresReading` of reading.ts. */
export async function openPostgresReading(settings: PostgresSettings): Promise<Reading> {
  return (await import('./reading.ts')).openPostgresReading(settings)
}

/** See `openPostgresPublished` of published.ts. */
export async function openPostgresPublished(settings: PostgresSettings): Promise<PublishedLabels> {
  return (await import('./published.ts')).openPostgresPublished(settings)
}

/** See `restorePostgres` of restore.ts. */
export async function restorePostgres(backupFile: string, url: string): Promise<void> {
  await (await import('./restore.ts')).restorePostgres(backupFile, url)
}
