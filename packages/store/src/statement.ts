import { readdirSync, readFileSync } from 'node:fs'

/**
 * A statement from its file. `sql` has its parameters as `$1`, `$2`, …; `places` says, for databases whose
 * parameters are bare `?`, which one stands at each place.
 */
export type Statement = {
  readonly name: string
  readonly sql: string
  readonly bare: string
  readonly places: readonly number[]
  /** One row for each list: takes every parameter as an array, all lists at once. */
  readonly arrays: boolean
  /** One row of `VALUES` for each list: may be run for several lists at once. */
  readonly rows: boolean
}

const PARAMETER = /\$(\d+)/g
const ARRAYS = /^-- arrays\b/m
const ROWS = /^-- rows\b/m
const VALUES = /VALUES (\([?, ]+\))/

/** Reads the statements of some folders, one a file; a later folder's take the place of an earlier one's. */
export function readStatements(folders: readonly URL[]): ReadonlyMap<string, Statement> {
  const statements = new Map<string, Statement>()
  for (const folder of folders) {
    for (const file of readdirSync(folder).sort()) {
      if (!file.endsWith('.sql')) continue
      const name = file.slice(0, -'.sql'.length)
      statements.set(name, statementOf(name, readFileSync(new URL(file, folder), 'utf8')))
    }
  }
  return statements
}

function statementOf(name: string, text: string): Statement {
  const sql = text.trim().replace(/;$/, '')
  return {
    name,
    sql,
    bare: sql.replaceAll(PARAMETER, '?'),
    places: [...sql.matchAll(PARAMETER)].map(([, number]) => Number(number) - 1),
    arrays: ARRAYS.test(sql),
    rows: ROWS.test(sql),
  }
}

/** The bare statement for so many lists at once. */
export function bareFor({ bare }: Statement, lists: number): string {
  return bare.replace(VALUES, (_, row: string) => `VALUES ${Array(lists).fill(row).join()}`)
}

export type Migration = { readonly number: number; readonly name: string; readonly sql: string }

/** Numbered files, 0001-name.sql, without a gap: one statement each, never changed once released. */
export function readMigrations(folder: URL): readonly Migration[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.sql'))
  return files.sort().map((file, index) => {
    const number = Number(file.slice(0, 4))
    if (number !== index + 1) throw new Error(`migration ${file} is not number ${index + 1}`)
    return { number, name: file, sql: readFileSync(new URL(file, folder), 'utf8').trim() }
  })
}
