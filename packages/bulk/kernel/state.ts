// Where the kernel's state lies, as ../src/column/arena.ts lays it out.
export const STATE: usize = 1024
/** Rows of the batch: 56 bytes each. */
export const BATCH_AT: usize = 2048
export const BATCH: i32 = 128

@inline
export function get(field: i32): i32 {
  return load<i32>(STATE + (<usize>field << 2))
}

@inline
export function set(field: i32, value: i32): void {
  store<i32>(STATE + (<usize>field << 2), value)
}

// Fields.
export const ROWS = 0
export const AT = 1
export const LINK = 2
export const CODE = 3
export const ROWS_DECIDE = 4
export const CONVERSATIONS = 5
/** The word after the last record. */
export const RECORDS_END = 6
export const RECORDS = 7
export const SLOTS = 8
export const MASK = 9
export const TURNS = 10
export const TURN_AT = 11
export const ORDER = 12 // five fields: which column comes first, second, …
/** Records whose conversations are to be folded again, and how many. */
export const AGAIN = 16
export const AGAIN_REFS = 17
/** By block of turns the latest opening, a double each. */
export const LATEST = 18
/** By member when the first of its turns was opened, a double each. */
export const FIRSTS = 19
export const MEMBERS = 20 // an interner
export const CLIENTS = 30 // an interner
export const OTHERS = 40
export const OTHER_ROWS = 41
export const OTHER_CLIENT = 42
/** Of an interner: fields from its first on. */
export const COUNT = 0
export const PLACES = 1
export const HASHES = 2
export const WORDS = 3
export const WORDS_END = 4
export const TABLE = 5
export const TABLE_MASK = 6
/** Columns of a row group, by row: values of text, and instants as milliseconds or as text (the other is 0). */
export const CONVERSATION_VALUES = 44
export const CLIENT_VALUES = 45
export const MEMBER_VALUES = 46
export const ROLE_VALUES = 47
export const INSTANTS = 48
export const INSTANT_VALUES = 49
/** How many rows, turns and members have been summed up: see ./sums.ts. */
export const SUMMED_ROWS = 56
export const SUMMED_TURNS = 57
export const SUMMED_MEMBERS = 58
/** Doubles: the earliest and the latest instant of a row. */
export const EARLIEST: usize = STATE + 52 * 4
export const LAST: usize = STATE + 54 * 4
