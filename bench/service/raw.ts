import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'

export type Batches = readonly (readonly string[])[]

/** Rows a second: the least anyone would do, the event's JSON beside an integer key, a commit a batch, on disk. */
export function rawSqlite(file: string, batches: Batches, now: number): number {
  const database = new DatabaseSync(file)
  database.exec('PRAGMA journal_mode = WAL')
  database.exec('PRAGMA synchronous = FULL')
  database.exec('DROP TABLE IF EXISTS event')
  database.exec('CREATE TABLE event (seq INTEGER PRIMARY KEY, received_at INTEGER, body TEXT)')
  const insert = database.prepare('INSERT INTO event VALUES (?, ?, ?)')
  const started = performance.now()
  let seq = 0
  for (const bodies of batches) {
    database.exec('BEGIN')
    for (const body of bodies) insert.run((seq += 1), now, body)
    database.exec('COMMIT')
  }
  const seconds = (performance.now() - started) / 1_000
  database.close()
  return seq / seconds
}

/** The same in PostgreSQL, a statement a batch over one connection. */
export async function rawPostgres(url: string, batches: Batches, now: number): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('DROP TABLE IF EXISTS raw_event')
  await client.query(
    'CREATE TABLE raw_event (seq bigint PRIMARY KEY, received_at bigint, body text)',
  )
  const started = performance.now()
  let seq = 0
  for (const bodies of batches) {
    const seqs = bodies.map(() => (seq += 1))
    const text =
      'INSERT INTO raw_event SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[])'
    await client.query({ name: 'raw', text, values: [seqs, seqs.map(() => now), bodies] })
  }
  const seconds = (performance.now() - started) / 1_000
  await client.query('DROP TABLE raw_event')
  await client.end()
  return seq / seconds
}
