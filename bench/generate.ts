/**
 * A marketplace's messages as it would export them: one row a message, ordered by time, with random UUIDs
 * for conversations and opaque ids for people. Figures after what is known of real forums and chats:
 * replies are lognormal with a median of 3 hours and a 90th percentile of 39, a fifth of first messages and
 * almost two fifths of follow-ups are never answered, and a few members have most of the work.
 */
import { closeSync, openSync, writeSync } from 'node:fs'

const START = Date.UTC(2024, 0, 1) / 1000
const HOURS = 182 * 24
const CONVERSATIONS_PER_ROW = 0.2495
const MEMBERS_PER_ROW = 0.0088
const CLIENTS_PER_CONVERSATION = 0.45
/** Members' share of conversations falls with their number to this power. */
const SKEW = 2.2

const DIGITS = Buffer.from('0123456789abcdefghijklmnopqrstuvwxyz')
const HEX = Buffer.from('0123456789abcdef')
const CLIENT_LENGTH = 20
const MEMBER_LENGTH = 16

/** A small seeded generator (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** A well mixed 32-bit number of two. */
function mixed(a: number, b: number): number {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35)
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d)
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b)
  return (h ^ (h >>> 16)) >>> 0
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

type Sizes = { readonly members: number; readonly clients: number; readonly conversations: number }

/** Messages still to be written, by hour: conversation, then second of the hour and role. */
class Hours {
  readonly #rows: number[][] = Array.from({ length: HOURS }, () => [])

  add(conversation: number, second: number, byMember: boolean): void {
    const hour = Math.floor(second / 3600)
    this.#rows[hour]?.push(conversation, (second % 3600) * 2 + (byMember ? 1 : 0))
  }

  take(hour: number): readonly number[] {
    const rows = this.#rows[hour] ?? []
    this.#rows[hour] = []
    return rows
  }
}

/** What is said in one conversation from its first second on. */
function converse(hours: Hours, random: () => number, opening: Opening): void {
  const { conversation, pace } = opening
  let at = opening.second
  const say = (byMember: boolean) => hours.add(conversation, at, byMember)
  const wait = (median: number, sigma: number) => {
    at += 1 + Math.floor(median * Math.exp(sigma * normal(random)))
  }
  if (random() < 0.06) {
    say(true)
    wait(4 * 3600, 1.5)
  }
  for (let turn = 0; turn < 12; turn += 1) {
    say(false)
    while (random() < 0.22) {
      wait(90, 1)
      say(false)
    }
    if (random() > (turn === 0 ? 0.81 : 0.62)) {
      if (random() < 0.8) return
      wait(40 * 3600, 1)
      continue
    }
    wait(3 * 3600 * pace, 1.9)
    say(true)
    while (random() < 0.12) {
      wait(120, 1)
      say(true)
    }
    if (random() < 0.42) return
    wait(5 * 3600, 1.8)
  }
}

type Opening = { readonly conversation: number; readonly second: number; readonly pace: number }

/** Writes rows into a file through one large buffer. */
class RowFile {
  rows = 0
  readonly #fd: number
  readonly #buffer = Buffer.alloc(1 << 23)
  readonly #sizes: Sizes
  readonly #seed: number
  #at = 0

  constructor(file: string, sizes: Sizes, seed: number) {
    this.#fd = openSync(file, 'w')
    this.#sizes = sizes
    this.#seed = seed
    this.#text('conversation_id,client_id,member_id,sender_role,sent_at\n')
  }

  row(conversation: number, second: number, byMember: boolean): void {
    if (this.#at > this.#buffer.length - 256) this.#flush()
    this.#uuid(conversation)
    this.#comma()
    this.#name(mixed(conversation, 11) % this.#sizes.clients, 1, CLIENT_LENGTH)
    this.#comma()
    this.#name(memberOf(conversation, this.#sizes), 2, MEMBER_LENGTH)
    this.#text(byMember ? ',member,' : ',client,')
    this.#text(`${new Date((START + second) * 1000).toISOString().slice(0, 19)}Z\n`)
    this.rows += 1
  }

  close(): void {
    this.#flush()
    closeSync(this.#fd)
  }

  #flush(): void {
    writeSync(this.#fd, this.#buffer, 0, this.#at)
    this.#at = 0
  }

  #comma(): void {
    this.#buffer[this.#at] = 0x2c
    this.#at += 1
  }

  #text(text: string): void {
    this.#at += this.#buffer.write(text, this.#at, 'latin1')
  }

  #uuid(number: number): void {
    let word = 0
    for (let digit = 0; digit < 32; digit += 1) {
      if (digit % 8 === 0) word = mixed(mixed(number, this.#seed), digit)
      if (digit === 8 || digit === 12 || digit === 16 || digit === 20) this.#push(0x2d)
      const nibble = digit === 12 ? 4 : digit === 16 ? 8 | (word & 3) : word & 15
      this.#push(HEX[nibble] ?? 0)
      word >>>= 4
    }
  }

  #name(number: number, kind: number, length: number): void {
    let word = 0
    for (let digit = 0; digit < length; digit += 1) {
      if (digit % 5 === 0) word = mixed(mixed(number, this.#seed ^ kind), digit)
      this.#push(DIGITS[word % 36] ?? 0)
      word = Math.floor(word / 36)
    }
  }

  #push(byte: number): void {
    this.#buffer[this.#at] = byte
    this.#at += 1
  }
}

function memberOf(conversation: number, sizes: Sizes): number {
  return Math.floor(sizes.members * (mixed(conversation, 7) / 4294967296) ** SKEW)
}

/** How busy an hour is: more by day, less on weekends. */
function busy(hour: number): number {
  const day = Math.floor(hour / 24) % 7
  return (0.35 + Math.sin((((hour % 24) - 6) / 24) * Math.PI) ** 2) * (day > 4 ? 0.6 : 1)
}

/** Writes a history of about so many rows; the same seed gives the same bytes. Returns the rows. */
export function generate(file: string, rows: number, seed = 1): number {
  const random = randomOf(seed)
  const conversations = Math.round(rows * CONVERSATIONS_PER_ROW)
  const sizes = {
    conversations,
    members: Math.max(2, Math.round(rows * MEMBERS_PER_ROW)),
    clients: Math.max(2, Math.round(conversations * CLIENTS_PER_CONVERSATION)),
  }
  let total = 0
  for (let hour = 0; hour < HOURS; hour += 1) total += busy(hour)
  const hours = new Hours()
  const out = new RowFile(file, sizes, seed)
  let next = 0
  let due = 0
  for (let hour = 0; hour < HOURS; hour += 1) {
    due += (busy(hour) / total) * conversations
    for (; next < due; next += 1) {
      const pace = 0.3 + (2 * (mixed(memberOf(next, sizes), 5) / 4294967296)) ** 2
      converse(hours, random, {
        conversation: next,
        second: hour * 3600 + Math.floor(random() * 3600),
        pace,
      })
    }
    writeHour(out, hour, hours.take(hour))
  }
  out.close()
  return out.rows
}

/** An hour's rows by second; rows of one second in the order in which they were thought of. */
function writeHour(out: RowFile, hour: number, rows: readonly number[]): void {
  const order = Array.from({ length: rows.length / 2 }, (_, index) => index)
  order.sort((a, b) => ((rows[2 * a + 1] ?? 0) >> 1) - ((rows[2 * b + 1] ?? 0) >> 1) || a - b)
  for (const index of order) {
    const packed = rows[2 * index + 1] ?? 0
    out.row(rows[2 * index] ?? 0, hour * 3600 + (packed >> 1), (packed & 1) === 1)
  }
}
