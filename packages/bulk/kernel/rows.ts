import {
  add,
  CLIENT,
  CLIENT_LENGTH,
  CONVERSATION,
  CONVERSATION_LENGTH,
  find,
  hasClient,
  KEY,
  MEMBER_AT,
  MEMBER_HASH,
  MEMBER_LENGTH,
} from './conversations'
import { HEAD, NO_CLIENT, OTHER, put } from './fold'
import { hash, isPlain, keyOf, placeOf } from './ids'
import { instant, readInstant } from './instant'
import { intern, NUMBER } from './interner'
import { HASH, LENGTH, VALUE } from './parquet'
import {
  BATCH,
  BATCH_AT,
  CLIENT_VALUES,
  CLIENTS,
  CONVERSATION_VALUES,
  get,
  INSTANT_VALUES,
  INSTANTS,
  MASK,
  MEMBER_VALUES,
  MEMBERS,
  ORDER,
  OTHER_CLIENT,
  OTHER_ROWS,
  OTHERS,
  RECORDS,
  ROLE_VALUES,
  ROWS,
  set,
  SLOTS,
  TABLE,
  TABLE_MASK,
  WORDS,
} from './state'

// A row of the batch goes on after what names it.
const ROW: usize = 56
const REF: usize = 32
const CODE: usize = 36
const AT: usize = 40
const BEGINS: usize = 48
const FRESH: usize = 52
const BATCH_END: usize = BATCH_AT + <usize>BATCH * ROW

const COMMA: u8 = 0x2c
const NEWLINE: u8 = 0x0a
const RETURN: u8 = 0x0d
/** "client" and "member" as little-endian numbers. */
const CLIENT_ROLE: i64 = 0x746e65696c63
const MEMBER_ROLE: i64 = 0x7265626d656d
const ROLE_MASK: i64 = 0xffffffffffff
/** In bytes [EV6]. */
const LONGEST_ID = 256
/** Years 0000 to 9999. */
const FIRST_INSTANT: f64 = -62_167_219_200_000
const LAST_INSTANT: f64 = 253_402_300_799_999

/** Keeps what is read ahead of use from being left out. */
let touched: i32 = 0

@inline
function endOf(at: usize, delimiter: v128): usize {
  let found = i8x16.bitmask(i8x16.eq(v128.load(at), delimiter))
  while (found == 0) {
    at += 16
    found = i8x16.bitmask(i8x16.eq(v128.load(at), delimiter))
  }
  return at + ctz(found)
}

/** Reads a row into the batch; the place of the next one, or 0 to have it read with care. */
@inline
function readRow(start: usize, row: usize, order: i32): usize {
  let at = start
  let conversationHash = 0
  let memberHash = 0
  let code = 0
  for (let column = 0; column < 5; column += 1) {
    const last = column == 4
    const delimiter = i8x16.splat(last ? NEWLINE : COMMA)
    const which = (order >> (column * 4)) & 15
    if (which == 0) {
      const end = endOf(at, delimiter)
      const length = <i32>(end - at)
      if (length > LONGEST_ID) return 0
      store<i32>(row, <i32>at, CONVERSATION)
      store<i32>(row, length, CONVERSATION_LENGTH)
      conversationHash = hash(at, length)
      at = end
    } else if (which == 1) {
      const end = endOf(at, delimiter)
      if (<i32>(end - at) > LONGEST_ID) return 0
      store<i32>(row, <i32>at, CLIENT)
      store<i32>(row, <i32>(end - at), CLIENT_LENGTH)
      at = end
    } else if (which == 2) {
      const end = endOf(at, delimiter)
      const length = <i32>(end - at)
      if (length > LONGEST_ID) return 0
      store<i32>(row, <i32>at, MEMBER_AT)
      store<i32>(row, length, MEMBER_LENGTH)
      memberHash = hash(at, length)
      at = end
    } else if (which == 3) {
      const role = load<i64>(at) & ROLE_MASK
      if (role == CLIENT_ROLE) code = 0
      else if (role == MEMBER_ROLE) code = 1
      else return 0
      at += 6
    } else {
      at = readInstant(at)
      if (at == 0) return 0
    }
    if (!last) {
      if (load<u8>(at) != COMMA) return 0
      at += 1
    }
  }
  if (load<u8>(at) == RETURN) at += 1
  if (load<u8>(at) != NEWLINE) return 0
  store<i32>(row, memberHash, MEMBER_HASH)
  store<i32>(row, keyOf(conversationHash, memberHash), KEY)
  store<i32>(row, code, CODE)
  store<f64>(row, instant, AT)
  store<i32>(row, <i32>start, BEGINS)
  return at + 1
}

/**
 * Memory is slow to answer, so what the batch will need is asked for all at once: the slots first, then the
 * records they lead to, then the members of conversations that are new.
 */
@inline
function touch(end: usize, records: usize): void {
  const slots = <usize>get(SLOTS)
  const mask = get(MASK)
  let sum = 0
  for (let row = BATCH_AT; row < end; row += ROW) {
    sum ^= load<i32>(slots + (<usize>placeOf(load<i32>(row, KEY), mask) << 3))
  }
  for (let row = BATCH_AT; row < end; row += ROW) {
    store<i32>(row, referenceOf(slots, mask, load<i32>(row, KEY)), REF)
  }
  let fresh = BATCH_AT
  for (let row = BATCH_AT; row < end; row += ROW) {
    const ref = load<i32>(row, REF)
    const record = records + (<usize>ref << 2)
    // Where it begins, goes on and ends: three lines of memory, or two.
    sum ^= load<i32>(record) ^ load<i32>(record, 64) ^ load<i32>(record + lastOf(row))
    // The members of conversations that are probably new, one after another.
    store<i32>(fresh, load<i32>(row, MEMBER_HASH), FRESH)
    fresh += ref == 0 ? ROW : 0
  }
  const table = <usize>get(MEMBERS + TABLE)
  const tableMask = get(MEMBERS + TABLE_MASK)
  const words = <usize>get(MEMBERS + WORDS)
  for (let row = BATCH_AT; row < fresh; row += ROW) {
    sum ^= load<i32>(table + (<usize>placeOf(load<i32>(row, FRESH), tableMask) << 3))
  }
  for (let row = BATCH_AT; row < fresh; row += ROW) {
    store<i32>(row, referenceOf(table, tableMask, load<i32>(row, FRESH)), FRESH)
  }
  for (let row = BATCH_AT; row < fresh; row += ROW) {
    const id = words + (<usize>load<i32>(row, FRESH) << 2)
    sum ^= load<i32>(id) ^ load<i32>(id, 28)
  }
  touched ^= sum
}

/** Where in a record its last bytes are, or nearly, if its ids are the row's. */
@inline
function lastOf(row: usize): usize {
  const bytes =
    load<i32>(row, CONVERSATION_LENGTH) +
    load<i32>(row, MEMBER_LENGTH) +
    load<i32>(row, CLIENT_LENGTH)
  return HEAD - 4 + <usize>bytes
}

/** What a hash leads to in a table of pairs, as far as hashes tell; or 0. */
@inline
function referenceOf(table: usize, mask: i32, hash: i32): i32 {
  let slot = placeOf(hash, mask)
  let reference = load<i32>(table + (<usize>slot << 3), 4)
  while (reference != 0 && load<i32>(table + (<usize>slot << 3)) != hash) {
    slot = (slot + 1) & mask
    reference = load<i32>(table + (<usize>slot << 3), 4)
  }
  return reference
}

/** Takes a row of the batch in; false where its ids are new and not plain. */
@inline
function take(row: usize, records: usize): bool {
  const ref = find(row, records)
  const length = load<i32>(row, CLIENT_LENGTH)
  if (ref == 0 || length == 0 || !hasClient(row, records + (<usize>ref << 2))) {
    return takeUnusual(row, records, ref)
  }
  put(records + (<usize>ref << 2), ref, load<f64>(row, AT), load<i32>(row, CODE), 0)
  return true
}

/** Of a conversation that is new, or of another client than its usual one, or of none. */
function takeUnusual(row: usize, records: usize, ref: i32): bool {
  const length = load<i32>(row, CLIENT_LENGTH)
  const code = load<i32>(row, CODE)
  // Only a member's message need not say whose client it went to.
  if (length == 0 ? code != 1 : !isPlain(<usize>load<i32>(row, CLIENT), length)) return false
  if (ref == 0) {
    if (
      !isPlain(<usize>load<i32>(row, CONVERSATION), load<i32>(row, CONVERSATION_LENGTH)) ||
      !isPlain(<usize>load<i32>(row, MEMBER_AT), load<i32>(row, MEMBER_LENGTH))
    ) {
      return false
    }
  }
  append(row, records, ref)
  return true
}

/** Appends a row whose ids have passed every check; returns its conversation. */
function append(row: usize, records: usize, known: i32): i32 {
  const ref = known == 0 ? add(row, records) : known
  const record = records + (<usize>ref << 2)
  const length = load<i32>(row, CLIENT_LENGTH)
  let code = load<i32>(row, CODE)
  let otherHash = 0
  if (length == 0) code |= NO_CLIENT
  else if (!hasClient(row, record)) {
    const client = <usize>load<i32>(row, CLIENT)
    otherHash = hash(client, length)
    const others = get(OTHERS)
    const number = load<i32>(intern(CLIENTS, client, length, otherHash), NUMBER)
    store<i32>(<usize>get(OTHER_ROWS) + (<usize>others << 2), get(ROWS))
    store<i32>(<usize>get(OTHER_CLIENT) + (<usize>others << 2), number)
    set(OTHERS, others + 1)
    code |= OTHER
  }
  put(record, ref, load<f64>(row, AT), code, otherHash)
  return ref
}

/** Names the batch's first row by its cells; returns its conversation, or 0. */
export function findFirst(): i32 {
  const row = BATCH_AT
  const conversation = hash(<usize>load<i32>(row, CONVERSATION), load<i32>(row, CONVERSATION_LENGTH))
  const member = hash(<usize>load<i32>(row, MEMBER_AT), load<i32>(row, MEMBER_LENGTH))
  store<i32>(row, member, MEMBER_HASH)
  store<i32>(row, keyOf(conversation, member), KEY)
  return find(row, <usize>get(RECORDS))
}

/** Appends the batch's first row, which was read and checked by others; returns its conversation. */
export function appendFirst(at: f64, code: i32): i32 {
  store<f64>(BATCH_AT, at, AT)
  store<i32>(BATCH_AT, code, CODE)
  const known = findFirst()
  return append(BATCH_AT, <usize>get(RECORDS), known)
}

/** Moves pairs of hash and reference to a larger table, which is empty. */
export function rehash(from: usize, pairs: i32, to: usize, mask: i32): void {
  const end = from + (<usize>pairs << 3)
  for (let pair = from; pair < end; pair += 8) {
    const reference = load<i32>(pair, 4)
    if (reference == 0) continue
    const key = load<i32>(pair)
    let slot = placeOf(key, mask)
    while (load<i32>(to + (<usize>slot << 3), 4) != 0) slot = (slot + 1) & mask
    store<i32>(to + (<usize>slot << 3), key)
    store<i32>(to + (<usize>slot << 3), reference, 4)
  }
}

/** Takes the batch's rows in; the place in the batch of the first that needs care, or its end. */
function takeBatch(end: usize, records: usize): usize {
  touch(end, records)
  for (let row = BATCH_AT; row < end; row += ROW) {
    if (!take(row, records)) return row
  }
  return end
}

/** Reads rows up to the limit; the place of the first that needs care, or the limit. */
export function readRows(start: usize, limit: usize): usize {
  const records = <usize>get(RECORDS)
  const order = get(ORDER)
  let at = start
  while (at < limit) {
    let end = BATCH_AT
    let usual = true
    while (end < BATCH_END && at < limit) {
      const next = readRow(at, end, order)
      if (next == 0) {
        usual = false
        break
      }
      at = next
      end += ROW
    }
    const taken = takeBatch(end, records)
    if (taken != end) return <usize>load<i32>(taken, BEGINS)
    if (!usual) return at
  }
  return limit
}

/** Puts a row of the columns of a row group into the batch; false where it needs care. */
@inline
function placeRow(place: i32, row: usize): bool {
  const value = <usize>place * VALUE
  const conversation = <usize>get(CONVERSATION_VALUES) + value
  const client = <usize>get(CLIENT_VALUES) + value
  const member = <usize>get(MEMBER_VALUES) + value
  const role = <usize>get(ROLE_VALUES) + value
  const conversationLength = load<i32>(conversation, LENGTH)
  const clientLength = load<i32>(client, LENGTH)
  const memberLength = load<i32>(member, LENGTH)
  // As unsigned numbers, so that what is absent is too long.
  if (<u32>(conversationLength - 1) >= <u32>LONGEST_ID || <u32>(memberLength - 1) >= <u32>LONGEST_ID) return false
  if (<u32>clientLength > <u32>LONGEST_ID || load<i32>(role, LENGTH) != 6) return false
  const name = load<i64>(<usize>load<i32>(role)) & ROLE_MASK
  if (name != CLIENT_ROLE && name != MEMBER_ROLE) return false
  let at: f64
  const instants = <usize>get(INSTANTS)
  if (instants != 0) {
    at = load<f64>(instants + (<usize>place << 3))
    if (!(at >= FIRST_INSTANT && at <= LAST_INSTANT)) return false
  } else {
    const text = <usize>get(INSTANT_VALUES) + value
    const length = load<i32>(text, LENGTH)
    const begin = <usize>load<i32>(text)
    if (length < 1 || readInstant(begin) != begin + length) return false
    at = instant
  }
  store<i32>(row, load<i32>(conversation), CONVERSATION)
  store<i32>(row, conversationLength, CONVERSATION_LENGTH)
  store<i32>(row, load<i32>(member), MEMBER_AT)
  store<i32>(row, memberLength, MEMBER_LENGTH)
  store<i32>(row, load<i32>(member, HASH), MEMBER_HASH)
  store<i32>(row, load<i32>(client), CLIENT)
  store<i32>(row, clientLength, CLIENT_LENGTH)
  store<i32>(row, keyOf(load<i32>(conversation, HASH), load<i32>(member, HASH)), KEY)
  store<i32>(row, name == CLIENT_ROLE ? 0 : 1, CODE)
  store<f64>(row, at, AT)
  store<i32>(row, place, BEGINS)
  return true
}

/** How many bytes the ids of a row group take. */
export function idBytes(rows: i32): i32 {
  let sum: i32 = 0
  for (let place: i32 = 0; place < rows; place += 1) {
    const value = <usize>place * VALUE
    sum +=
      max(0, load<i32>(<usize>get(CONVERSATION_VALUES) + value, LENGTH)) +
      max(0, load<i32>(<usize>get(CLIENT_VALUES) + value, LENGTH)) +
      max(0, load<i32>(<usize>get(MEMBER_VALUES) + value, LENGTH))
  }
  return sum
}

/** Takes in rows of a row group; the first that needs care, or `to`. */
export function takeColumns(from: i32, to: i32): i32 {
  const records = <usize>get(RECORDS)
  let place = from
  while (place < to) {
    let end = BATCH_AT
    let usual = true
    while (end < BATCH_END && place < to) {
      usual = placeRow(place, end)
      if (!usual) break
      place += 1
      end += ROW
    }
    const taken = takeBatch(end, records)
    if (taken != end) return load<i32>(taken, BEGINS)
    if (!usual) return place
  }
  return to
}

export { sum } from './sums'
export {
  pickInstants,
  pickTexts,
  readInstants,
  readTexts,
  readWords,
  unpackSnappy,
} from './parquet'
