import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Turn } from '@alacrity/engine'
import { openSqlite } from '@alacrity/store'
import { packSeqs } from '../../packages/store/src/fold/bytes.ts'
import { packTurns } from '../../packages/store/src/fold/pack.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

export type StockWish = {
  readonly file: string
  readonly members: number
  /** About so many turns in all. */
  readonly turns: number
  /** The last instant, in milliseconds since 1970. */
  readonly until: number
}

/**
 * Makes a database of turns as the fold would have left them, without the messages behind them: forty million
 * of these would take the better part of an hour. It is written in passes, a part of everyone's conversations
 * each, so that pages are split and scattered as they are where conversations come in one after another.
 */
export async function stock(wish: StockWish): Promise<void> {
  if (statSync(wish.file, { throwIfNoEntry: false }) !== undefined) return
  const making = `${wish.file}.making`
  for (const end of ['', '-wal', '-shm']) rmSync(making + end, { force: true })
  mkdirSync(dirname(making), { recursive: true })
  // Its migrations make the tables.
  await (await openSqlite({ file: making })).close()
  const database = new DatabaseSync(making)
  database.exec('PRAGMA synchronous = OFF')
  database.exec('PRAGMA cache_size = -262144')
  fill(database, wish)
  database.close()
  renameSync(making, wish.file)
}

/** Every member is drawn anew in each pass, so nothing has to be remembered of them. */
const PASSES = 8

function fill(database: DatabaseSync, { members, turns, until }: StockWish): void {
  const member = database.prepare('INSERT INTO member (member, name) VALUES (?, ?)')
  const put = database.prepare('INSERT INTO conversation VALUES (?, ?, ?, ?)')
  const event = database.prepare('INSERT INTO event VALUES (?, ?, ?, 0, ?)')
  const mean = turns / members
  database.exec('BEGIN')
  for (let number = 1; number <= members; number += 1) member.run(number, `member-${number}`)
  database.exec('COMMIT')
  const nothing = packSeqs([])
  let seq = 0
  for (let pass = 0; pass < PASSES; pass += 1) {
    database.exec('BEGIN')
    for (let number = 1; number <= members; number += 1) {
      const made = drawMember(number, { mean, until })
      for (let index = pass; index < made.length; index += PASSES) {
        const conversation = made[index]
        if (conversation === undefined) continue
        const summary = { first_at: conversation.turns[0]?.opened_at ?? null, withdrawn: false }
        put.run(number, conversation.name, nothing, packTurns(conversation.turns, summary))
      }
      if (pass > 0 || number % 100 > 0) continue
      // One in a hundred has been away for a while.
      seq += 1
      const at = until - (number % 80) * DAY
      event.run(seq, number, at, JSON.stringify(awayOf(number, at)))
      const none = packTurns([], { first_at: null, withdrawn: false })
      put.run(number, '', packSeqs([seq]), none)
    }
    database.exec('COMMIT')
  }
  const mark = database.prepare('UPDATE mark SET value = ? WHERE name = ?')
  for (const name of ['accepted', 'folded', 'position', 'received']) mark.run(seq, name)
}

function awayOf(number: number, at: number): object {
  const [member, id] = [`member-${number}`, `away-${number}`]
  return { type: 'away', source: 'default', id, at, member, from: at, until: at + 5 * DAY }
}

type Conversation = { readonly name: string; readonly turns: readonly Turn[] }
type Draw = { readonly mean: number; readonly until: number }

/**
 * Sizes fall off exponentially, 1.7 turns to a conversation, over 120 days. How readily somebody answers
 * is drawn for each member; one turn in fifty was closed by the client's side.
 */
function drawMember(number: number, { mean, until }: Draw): readonly Conversation[] {
  const draw = drawing(number)
  const member = `member-${number}`
  let left = Math.max(1, Math.round(-mean * Math.log(1 - draw())))
  const willing = Math.min(0.99, 0.5 + 0.7 * draw())
  const clients = Math.max(2, Math.round(left * 0.8))
  const made: Conversation[] = []
  while (left > 0) {
    const size = Math.min(left, sizeOf(draw()))
    left -= size
    const client = `client-${number}-${Math.floor(draw() * clients)}`
    const name = `c${hex(draw)}`
    let at = Math.floor(until - draw() * 120 * DAY)
    const turns = Array.from({ length: size }, (_, place): Turn => {
      const answered = draw() < willing
      const took = Math.floor(30 * HOUR * draw() ** 3)
      const closed = !answered && draw() < 0.1
      const opened_at = at
      at += 36 * HOUR
      return {
        turn: `m${hex(draw)}`,
        member,
        client,
        clients: [client],
        conversation: name,
        ordinal: place + 1,
        initiated_by: 'client',
        kind: 'message',
        opened_at,
        messages: 1,
        replied_at: answered ? opened_at + took : null,
        replied_with: answered ? 'message' : null,
        auto_replied_at: null,
        ended_at: closed ? opened_at + HOUR : null,
        ended_by: closed ? 'closure' : null,
        ended_who: closed ? 'client' : null,
        rulings: [],
        later_replies: null,
        next_client_at: null,
      }
    })
    made.push({ name, turns })
  }
  return made
}

function sizeOf(drawn: number): number {
  return drawn < 0.65 ? 1 : drawn < 0.8 ? 2 : drawn < 0.88 ? 3 : 4
}

function hex(draw: () => number): string {
  const part = () => Math.floor(draw() * 0x1_0000_0000).toString(16)
  return `${part()}${part()}`
}

/** A small seeded generator (mulberry32), from 0 up to 1. */
function drawing(seed: number): () => number {
  let state = (seed * 0x9e37_79b9) >>> 0
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0
    let x = Math.imul(state ^ (state >>> 15), state | 1)
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61)
    return ((x ^ (x >>> 14)) >>> 0) / 0x1_0000_0000
  }
}
