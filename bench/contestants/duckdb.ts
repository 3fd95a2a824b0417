/** DuckDB from a file, on two threads: `node contestant.mjs duckdb FILE best|plain`. */
import { DuckDBInstance } from '@duckdb/node-api'
import { given, report } from '../job.ts'
import { bestSql, plainSql } from './sql.ts'

const [file = '', which = 'best'] = given()
const columns =
  "{'conversation_id': 'VARCHAR', 'client_id': 'VARCHAR', 'member_id': 'VARCHAR', 'sender_role': 'VARCHAR', 'sent_at': 'TIMESTAMP'}"
const from = file.endsWith('.csv')
  ? `read_csv('${file}', header = true, columns = ${columns})`
  : `read_parquet('${file}')`
const dialect = { from, day: 'INTERVAL 24 HOUR', month: 'INTERVAL 30 DAY' }
const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
const connection = await instance.connect()
await connection.run('SET preserve_insertion_order = false')
const answer = await connection.runAndReadAll((which === 'best' ? bestSql : plainSql)(dialect))
const ms = performance.now()
report(
  answer.getRows().map(([member, ...counts]) => {
    const [turns = 0, on_time = 0, late = 0, missed = 0] = counts.map(Number)
    return { member: String(member), turns, on_time, late, missed }
  }),
  ms,
)
connection.closeSync()
