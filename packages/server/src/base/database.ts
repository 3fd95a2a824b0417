/** Whether a database is one of a PostgreSQL server, by its URL, rather than a file of SQLite. */
export function isPostgres(database: string): boolean {
  return /^postgres(ql)?:\/\//.test(database)
}
