import { type Migration, readMigrations, readStatements, type Statement } from '../statement.ts'

export function sqliteStatements(): ReadonlyMap<string, Statement> {
  return readStatements([new URL('../sql/', import.meta.url), new URL('./sql/', import.meta.url)])
}

export function sqliteMigrations(): readonly Migration[] {
  return readMigrations(new URL('./migrations/', import.meta.url))
}
