import type { AnswerAction, MessageKind, NewEvent } from '@alacrity/sdk'
import type { Database, Ms, Row } from './database.ts'
import { cardOf, personById, profileOf } from './people.ts'
import type { Conversation, Message, OpenConversation } from './shapes.ts'

export type Side = 'freelancer' | 'client'

/** Ids come from outside so that a test, and a demonstration, make the same ones again. */
export type Place = { readonly id: string; readonly at: Ms }

export type NewMessage = Place & {
  readonly conversation: string
  readonly text: string
} & (
    | { readonly sender: 'client'; readonly kind: MessageKind }
    | { readonly sender: 'freelancer'; readonly kind: 'message' | 'automated' | AnswerAction }
  )

export function addConversation(
  database: Database,
  conversation: { id: string; freelancer: string; client: string; at: Ms },
): void {
  const { id, freelancer, client, at } = conversation
  database.run(
    'INSERT OR IGNORE INTO conversations (id, freelancer, client, last_at) VALUES (?, ?, ?, ?)',
    id,
    freelancer,
    client,
    at,
  )
}

/** Keeps the text here, and puts what Alacrity may know of it into the outbox: both, or neither. */
export function addMessage(database: Database, message: NewMessage): void {
  database.together(() => {
    insertMessage(database, message)
    post(database, metadataOf(message, sidesOf(database, message.conversation)))
  })
}

/** What Alacrity may know of a message: who, when, and of what kind. An event has no field for a text. */
function metadataOf(message: NewMessage, { freelancer, client }: Sides): NewEvent {
  const { id, at, conversation } = message
  const common = { id, at, member: freelancer, conversation }
  if (message.sender === 'client') {
    return { ...common, type: 'message', from: 'client', client, kind: message.kind }
  }
  const { kind } = message
  if (kind === 'message') return { ...common, type: 'message', from: 'member' }
  if (kind === 'automated') return { ...common, type: 'message', from: 'member', automated: true }
  return { ...common, type: 'answer', action: kind }
}

/** A client takes back a message that nobody has answered. False: it is too late for that. */
export function withdrawMessage(database: Database, message: string, place: Place): boolean {
  const row = database.one('SELECT conversation, at FROM messages WHERE id = ?', message)
  if (row === null) return false
  const conversation = String(row['conversation'])
  if (lastReplyAt(database, conversation) >= Number(row['at'])) return false
  const { freelancer } = sidesOf(database, conversation)
  database.together(() => {
    database.run(`UPDATE messages SET withdrawn = 1, text = '' WHERE id = ?`, message)
    post(database, { ...place, type: 'withdrawal', member: freelancer, conversation, message })
  })
  return true
}

/** One of the two says that the last message needs no reply. */
export function releaseConversation(
  database: Database,
  conversation: string,
  release: Place & { readonly by: Side },
): void {
  const { id, at, by } = release
  const { freelancer } = sidesOf(database, conversation)
  const who = by === 'client' ? 'client' : 'member'
  database.together(() => {
    insertMessage(database, {
      id,
      conversation,
      at,
      sender: 'system',
      kind: 'note',
      text: RELEASED,
    })
    post(database, { id, at, type: 'release', by: who, member: freelancer, conversation })
  })
}

export const RELEASED = 'Marked as needing no reply.'

export function insertMessage(
  database: Database,
  message: Omit<Message, 'withdrawn'> & { readonly conversation: string },
): void {
  const { id, conversation, at, sender, kind, text } = message
  database.run(
    'INSERT INTO messages (id, conversation, at, sender, kind, text) VALUES (?, ?, ?, ?, ?, ?)',
    id,
    conversation,
    at,
    sender,
    kind,
    text,
  )
  database.run('UPDATE conversations SET last_at = max(last_at, ?) WHERE id = ?', at, conversation)
}

/** Puts metadata into the outbox; `Outbox` brings it to Alacrity. */
export function post(database: Database, event: NewEvent): void {
  database.run('INSERT INTO outbox (event) VALUES (?)', JSON.stringify(event))
}

export type Sides = Readonly<Record<Side, string>>

/** Who the two are. */
export function sidesOf(database: Database, conversation: string): Sides {
  const row = database.one(
    'SELECT freelancer, client FROM conversations WHERE id = ?',
    conversation,
  )
  if (row === null) throw new Error(`there is no conversation ${conversation}`)
  return { freelancer: String(row['freelancer']), client: String(row['client']) }
}

/** Whether somebody is one of the two who talk there. */
export function takesPart(database: Database, conversation: string, person: string): boolean {
  const found = database.one(
    'SELECT 1 AS found FROM conversations WHERE id = ? AND ? IN (freelancer, client)',
    conversation,
    person,
  )
  return found !== null
}

/** Somebody's conversations, the newest first. */
export function inbox(database: Database, person: string, limit: number): readonly Conversation[] {
  return database
    .all(
      `SELECT * FROM conversations WHERE freelancer = ? OR client = ?
       ORDER BY last_at DESC, id LIMIT ?`,
      person,
      person,
      limit,
    )
    .map((row) => conversationOf(database, row))
}

export function readConversation(database: Database, id: string): OpenConversation | null {
  const row = database.one('SELECT * FROM conversations WHERE id = ?', id)
  if (row === null) return null
  return { ...conversationOf(database, row), messages: messagesOf(database, id) }
}

export function messagesOf(database: Database, conversation: string): readonly Message[] {
  return database
    .all('SELECT * FROM messages WHERE conversation = ? ORDER BY at, rowid', conversation)
    .map(messageOf)
}

/** Whether a client's message stands unanswered. A service that answers by itself answers nobody. */
export function isWaiting(messages: readonly Message[]): boolean {
  const telling = messages.filter(
    ({ kind, withdrawn }) => !withdrawn && kind !== 'automated' && kind !== 'acknowledgement',
  )
  return telling.at(-1)?.sender === 'client'
}

/** Where a message of this name is. */
export function placeOf(database: Database, message: string): string | null {
  const row = database.one('SELECT conversation FROM messages WHERE id = ?', message)
  return row === null ? null : String(row['conversation'])
}

function lastReplyAt(database: Database, conversation: string): Ms {
  const row = database.one(
    `SELECT max(at) AS at FROM messages
     WHERE conversation = ? AND sender <> 'client' AND kind <> 'automated'`,
    conversation,
  )
  return Number(row?.['at'] ?? 0)
}

function conversationOf(database: Database, row: Row): Conversation {
  const id = String(row['id'])
  const freelancer = profileOf(database, String(row['freelancer']))
  const client = personById(database, String(row['client']))
  if (freelancer === null || client === null) throw new Error(`conversation ${id} is not whole`)
  const last = database.one(
    'SELECT * FROM messages WHERE conversation = ? ORDER BY at DESC, rowid DESC LIMIT 1',
    id,
  )
  return {
    id,
    freelancer: cardOf(freelancer),
    client,
    last_at: Number(row['last_at']),
    last: last === null ? null : messageOf(last),
    waiting: isWaiting(messagesOf(database, id)),
  }
}

function messageOf(row: Row): Message {
  return {
    id: String(row['id']),
    at: Number(row['at']),
    sender: String(row['sender']) as Message['sender'],
    kind: String(row['kind']),
    text: String(row['text']),
    withdrawn: row['withdrawn'] === 1,
  }
}
