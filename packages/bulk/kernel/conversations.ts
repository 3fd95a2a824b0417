import { HEAD, CLIENT_HASH, LENGTHS, MEMBER } from './fold'
import { copy, hash, placeOf, same, words } from './ids'
import { intern, NUMBER, WEIGHT } from './interner'
import {
  CONVERSATIONS,
  get,
  MASK,
  MEMBERS,
  RECORDS_END,
  set,
  SLOTS,
} from './state'

const LENGTH_BITS = 10
const IDS_MASK = (1 << 20) - 1

/** What names a row: see the batch in ./rows.ts. */
export const CONVERSATION: usize = 0
export const CONVERSATION_LENGTH: usize = 4
export const MEMBER_AT: usize = 8
export const MEMBER_LENGTH: usize = 12
export const MEMBER_HASH: usize = 16
export const CLIENT: usize = 20
export const CLIENT_LENGTH: usize = 24
export const KEY: usize = 28

/** The reference of a row's record, or 0. */
@inline
export function find(row: usize, records: usize): i32 {
  const slots = <usize>get(SLOTS)
  const mask = get(MASK)
  const key = load<i32>(row, KEY)
  const lengths = load<i32>(row, CONVERSATION_LENGTH) | (load<i32>(row, MEMBER_LENGTH) << LENGTH_BITS)
  let slot = placeOf(key, mask)
  let ref = load<i32>(slots + (<usize>slot << 3), 4)
  while (ref != 0) {
    if (load<i32>(slots + (<usize>slot << 3)) == key) {
      const record = records + (<usize>ref << 2)
      if ((load<i32>(record, LENGTHS) & IDS_MASK) == lengths) {
        const length = load<i32>(row, CONVERSATION_LENGTH)
        const id = record + HEAD
        if (
          same(<usize>load<i32>(row, CONVERSATION), id, length) &&
          same(
            <usize>load<i32>(row, MEMBER_AT),
            id + (<usize>words(length) << 2),
            load<i32>(row, MEMBER_LENGTH),
          )
        ) {
          return ref
        }
      }
    }
    slot = (slot + 1) & mask
    ref = load<i32>(slots + (<usize>slot << 3), 4)
  }
  return 0
}

/** Whether a record's client is the row's. */
@inline
export function hasClient(row: usize, record: usize): bool {
  const lengths = load<i32>(record, LENGTHS)
  const length = load<i32>(row, CLIENT_LENGTH)
  if (lengths >>> (2 * LENGTH_BITS) != length) return false
  const before = words(lengths & 1023) + words((lengths >>> LENGTH_BITS) & 1023)
  return same(<usize>load<i32>(row, CLIENT), record + HEAD + (<usize>before << 2), length)
}

/** Adds a row's conversation, whose ids were checked; room has been made. */
export function add(row: usize, records: usize): i32 {
  const ref = get(RECORDS_END)
  const record = records + (<usize>ref << 2)
  const conversationLength = load<i32>(row, CONVERSATION_LENGTH)
  const memberAt = <usize>load<i32>(row, MEMBER_AT)
  const memberLength = load<i32>(row, MEMBER_LENGTH)
  const client = <usize>load<i32>(row, CLIENT)
  const clientLength = load<i32>(row, CLIENT_LENGTH)
  const member = intern(MEMBERS, memberAt, memberLength, load<i32>(row, MEMBER_HASH))
  store<i32>(member, load<i32>(member, WEIGHT) + 1, WEIGHT)
  store<i32>(record, load<i32>(member, NUMBER), MEMBER)
  store<i32>(
    record,
    conversationLength | (memberLength << LENGTH_BITS) | (clientLength << (2 * LENGTH_BITS)),
    LENGTHS,
  )
  v128.store(record, i32x4.splat(0), 8)
  store<i32>(record, 0, 24)
  store<i32>(record, hash(client, clientLength), CLIENT_HASH)
  let end = copy(record + HEAD, <usize>load<i32>(row, CONVERSATION), conversationLength)
  end = copy(end, memberAt, memberLength)
  end = copy(end, client, clientLength)
  set(RECORDS_END, <i32>((end - records) >> 2))
  const slots = <usize>get(SLOTS)
  const mask = get(MASK)
  const key = load<i32>(row, KEY)
  set(CONVERSATIONS, get(CONVERSATIONS) + 1)
  let slot = placeOf(key, mask)
  while (load<i32>(slots + (<usize>slot << 3), 4) != 0) slot = (slot + 1) & mask
  store<i32>(slots + (<usize>slot << 3), key)
  store<i32>(slots + (<usize>slot << 3), ref, 4)
  return ref
}
