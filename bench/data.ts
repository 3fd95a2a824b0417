/** The benchmark's inputs, made once and kept in bench/.cache. */
import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { generate } from './generate.ts'

const folder = fileURLToPath(new URL('.cache/', import.meta.url))

export type Inputs = { readonly csv: string; readonly parquet: string; readonly sqlite: string }

/** Files of so many million messages. */
export async function inputsOf(millions: number, say: (text: string) => void): Promise<Inputs> {
  mkdirSync(folder, { recursive: true })
  const name = (ending: string) => `${folder}${millions}m.${ending}`
  const inputs = { csv: name('csv'), parquet: name('parquet'), sqlite: name('sqlite') }
  if (!existsSync(inputs.csv)) {
    say(`generating ${millions} million messages`)
    generate(`${inputs.csv}.part`, millions * 1e6)
    renameSync(`${inputs.csv}.part`, inputs.csv)
  }
  if (!existsSync(inputs.parquet)) {
    say('writing them as Parquet')
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    await connection.run(
      `COPY (SELECT * FROM read_csv('${inputs.csv}', header = true, types = {'sent_at': 'TIMESTAMP'}))
       TO '${inputs.parquet}.part' (FORMAT parquet)`,
    )
    connection.closeSync()
    renameSync(`${inputs.parquet}.part`, inputs.parquet)
  }
  return inputs
}

export function mebibytes(file: string): number {
  return Math.round(statSync(file).size / 1048576)
}
