/**
 * SQLite on a loaded table with a covering index: `node contestant.mjs sqlite load CSV DATABASE`, then
 * `node contestant.mjs sqlite DATABASE best|plain`.
 */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { given, report } from '../job.ts'
import { bestSql, plainSql } from './sql.ts'

const [first = '', second = '', third = ''] = given()
if (first === 'load') await load(second, third)
else query(first, second)

async function load(csv: string, file: string): Promise<void> {
  const database = new DatabaseSync(file)
  database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000')
  database.exec(
    'CREATE TABLE message (conversation_id TEXT, client_id TEXT, member_id TEXT, sender_role TEXT, sent_at INTEGER)',
  )
  const insert = database.prepare('INSERT INTO message VALUES (?, ?, ?, ?, ?)')
  database.exec('BEGIN')
  let rows = 0
  for await (const line of createInterface({ input: createReadStream(csv) })) {
    rows += 1
    if (rows === 1) continue
    const [conversation = '', client = '', member = '', role = '', at = ''] = line.split(',')
    insert.run(conversation, client, member, role, Date.parse(at))
  }
  database.exec('COMMIT')
  const loaded = performance.now()
  database.exec(
    'CREATE INDEX by_conversation ON message (conversation_id, sent_at, sender_role, member_id)',
  )
  database.exec('CREATE INDEX by_time ON message (sent_at); ANALYZE')
  database.close()
  report([], performance.now(), { load_ms: Math.round(loaded) })
}

function query(file: string, which: string): void {
  const database = new DatabaseSync(file, { readOnly: true })
  database.exec('PRAGMA cache_size = -1000000; PRAGMA mmap_size = 8000000000; PRAGMA threads = 2')
  const dialect = { from: 'message', day: '86400000', month: '2592000000' }
  const sql = (which === 'best' ? bestSql : plainSql)(dialect)
  const rows = database.prepare(sql).all()
  const ms = performance.now()
  database.close()
  report(
    rows.map((row) => ({
      member: String(row['member']),
      turns: Number(row['turns']),
      on_time: Number(row['on_time']),
      late: Number(row['late']),
      missed: Number(row['missed']),
    })),
    ms,
  )
}
