import { DatabaseSync, type SQLInputValue } from 'node:sqlite'

/** Instants are whole milliseconds since 1970, as everywhere. */
export type Ms = number

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS people (
    id TEXT PRIMARY KEY,
    role TEXT NOT NULL CHECK (role IN ('freelancer', 'client', 'operator')),
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    bio TEXT NOT NULL,
    skills TEXT NOT NULL,
    rate INTEGER,
    colour TEXT NOT NULL
  ) STRICT;

  CREATE TABLE IF NOT EXISTS conversations (
    id TEXT PRIMARY KEY,
    freelancer TEXT NOT NULL REFERENCES people (id),
    client TEXT NOT NULL REFERENCES people (id),
    last_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS conversations_of_freelancer ON conversations (freelancer, last_at);
  CREATE INDEX IF NOT EXISTS conversations_of_client ON conversations (client, last_at);

  CREATE TABLE IF NOT EXISTS messages (
    id TEXT PRIMARY KEY,
    conversation TEXT NOT NULL REFERENCES conversations (id),
    at INTEGER NOT NULL,
    sender TEXT NOT NULL CHECK (sender IN ('freelancer', 'client', 'system')),
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    withdrawn INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX IF NOT EXISTS messages_of_conversation ON messages (conversation, at);

  -- What Alacrity published of each freelancer: shown to clients as it is, and nothing else is known here.
  CREATE TABLE IF NOT EXISTS labels (
    freelancer TEXT PRIMARY KEY,
    labels TEXT NOT NULL
  ) STRICT;

  -- Metadata on its way to Alacrity. A row is written with its message and goes once Alacrity has it.
  CREATE TABLE IF NOT EXISTS outbox (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    event TEXT NOT NULL,
    refused TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS outbox_waiting ON outbox (no) WHERE refused IS NULL;

  CREATE TABLE IF NOT EXISTS sessions (
    token_sha256 TEXT PRIMARY KEY,
    person TEXT NOT NULL REFERENCES people (id)
  ) STRICT;

  CREATE TABLE IF NOT EXISTS settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT;
`

export type Row = Readonly<Record<string, string | number | null>>

/** The marketplace's own database: people, conversations with their texts, and what is to be sent. */
export class Database {
  readonly #sqlite: DatabaseSync
  readonly #prepared = new Map<string, ReturnType<DatabaseSync['prepare']>>()

  /** `file`: where it is kept; ":memory:" for a test. */
  constructor(file: string) {
    this.#sqlite = new DatabaseSync(file)
    this.#sqlite.exec('PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON')
    this.#sqlite.exec(SCHEMA)
  }

  all(sql: string, ...values: readonly SQLInputValue[]): readonly Row[] {
    return this.#statement(sql).all(...values) as Row[]
  }

  one(sql: string, ...values: readonly SQLInputValue[]): Row | null {
    return this.all(sql, ...values)[0] ?? null
  }

  run(sql: string, ...values: readonly SQLInputValue[]): void {
    this.#statement(sql).run(...values)
  }

  /** All of what `body` writes, or nothing of it. */
  together<Result>(body: () => Result): Result {
    this.#sqlite.exec('BEGIN IMMEDIATE')
    try {
      const result = body()
      this.#sqlite.exec('COMMIT')
      return result
    } catch (error) {
      this.#sqlite.exec('ROLLBACK')
      throw error
    }
  }

  close(): void {
    this.#sqlite.close()
  }

  #statement(sql: string): ReturnType<DatabaseSync['prepare']> {
    const known = this.#prepared.get(sql)
    if (known !== undefined) return known
    const made = this.#sqlite.prepare(sql)
    this.#prepared.set(sql, made)
    return made
  }
}
