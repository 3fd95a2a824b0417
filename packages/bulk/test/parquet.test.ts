import fc from 'fast-check'
import { parquetReadObjects } from 'hyparquet'
import { describe, expect, test } from 'vitest'
import { Arena } from '../src/column/arena.ts'
import { OwnHand } from '../src/crew/hand.ts'
import { readHistory } from '../src/index.ts'
import { FileIntake } from '../src/intake.ts'
import { look } from '../src/look.ts'
import { tries } from './support/cases.ts'
import { Inputs } from './support/files.ts'
import { asOf, eventRecords, type MessageRow, messageRows } from './support/histories.ts'
import { type Column, parquetBytes, type ParquetStyle, snappy } from './support/parquet.ts'
import { eventTexts, plainIntake, plainScore } from './support/plain.ts'
import { policies, policyNamed } from './support/policies.ts'
import { ask } from './support/read.ts'

const inputs = new Inputs()

const styles: fc.Arbitrary<ParquetStyle> = fc.record({
  codec: fc.constantFrom('UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI', 'ZSTD'),
  version: fc.constantFrom(1, 2),
  dictionary: fc.boolean(),
  rowsPerGroup: fc.constantFrom(1, 3, 17, 100),
  rowsPerPage: fc.constantFrom(1, 5, 100),
})
const times = fc.constantFrom('text', 'ms', 'us', 'ns', 'int96', 'plain_int') as fc.Arbitrary<
  Column['type']
>

function columnsOf(rows: readonly MessageRow[], type: Column['type'], optional: boolean): Column[] {
  const text = (name: string, of: (row: MessageRow) => string) => {
    return { name, type: 'text', optional, values: rows.map(of) } as const
  }
  const at = rows.map((row) => (type === 'text' ? new Date(row.at).toISOString() : row.at))
  return [
    text('sender_role', (row) => row.role),
    text('conversation_id', (row) => row.conversation),
    { name: 'sent_at', type, optional, values: at },
    text('client_id', (row) => row.client),
    text('member_id', (row) => row.member),
  ]
}

function recordsOf(rows: readonly MessageRow[]): unknown[] {
  return rows.map(({ at, member, conversation, role, client }, index) => {
    const id = String(index + 1)
    return { type: 'message', id, seq: index + 1, at, member, conversation, from: role, client }
  })
}

describe('Parquet', () => {
  test('[AS10] of messages scores like the plain path, however it is stored', async () => {
    const property = fc.asyncProperty(
      fc.record({
        rows: messageRows(),
        style: styles,
        type: times,
        optional: fc.boolean(),
        parts: fc.integer({ min: 1, max: 3 }),
        room: fc.constantFrom(16_900_000, 17_000_000, 3_000_000_000),
        policy: policies(),
        asOf: asOf(),
      }),
      async ({ rows, style, type, optional, parts, room, policy, asOf: instant }) => {
        if (rows.length === 0) return
        const file = inputs.write('m.parquet', parquetBytes(columnsOf(rows, type, optional), style))
        const plain = plainIntake(recordsOf(rows))
        const answer = await ask([file], { policy, asOf: instant }, { workers: 0, parts, room })
        expect(answer.faults).toEqual([])
        expect(answer.lines).toEqual(plainScore(plain.accepted, policy, instant))
        expect(eventTexts(answer.events)).toEqual(eventTexts(plain.accepted))
      },
    )
    await fc.assert(property, tries(0.5))
  })

  test('[EV4] of events of every type scores like the plain path', async () => {
    const property = fc.asyncProperty(
      fc.record({ records: eventRecords(), style: styles, policy: policies(), asOf: asOf() }),
      async ({ records, style, policy, asOf: instant }) => {
        if (records.length === 0) return
        const names = [
          ...new Set(['type', 'id', 'at', ...records.flatMap((record) => Object.keys(record))]),
        ]
        const columns = names.map((name): Column => {
          const values = records.map((record) => {
            const value = record[name]
            if (value === undefined) return null
            return typeof value === 'object'
              ? JSON.stringify(value)
              : (value as string | number | boolean)
          })
          const flags = name === 'automated' || name === 'excused'
          const type = flags ? 'boolean' : name === 'seq' ? 'plain_int' : 'text'
          return { name, type, optional: true, values }
        })
        const file = inputs.write('e.parquet', parquetBytes(columns, style))
        const plain = plainIntake(records)
        const answer = await ask([file], { policy, asOf: instant })
        expect(answer.counts.accepted).toBe(plain.accepted.length)
        expect(answer.lines).toEqual(plainScore(plain.accepted, policy, instant))
      },
    )
    await fc.assert(property, tries(0.25))
  })

  const rows = Array.from({ length: 40 }, (_, index) => ({
    conversation: `v${index % 9}`,
    client: 'c',
    member: 'm',
    role: index % 2 === 0 ? 'client' : 'member',
    at: 1_710_000_000_000 + index * 60_000,
  }))
  const style = {
    codec: 'SNAPPY',
    version: 1,
    dictionary: false,
    rowsPerGroup: 10,
    rowsPerPage: 10,
  } as const

  test('[EV3] is read on in another part where one is full', async () => {
    const many = Array.from({ length: 6000 }, (_, index) => ({
      ...(rows[index % 40] as (typeof rows)[number]),
      conversation: `conversation ${index % 2500}`,
      at: 1_710_000_000_000 + index * 60_000,
    }))
    const bytes = parquetBytes(columnsOf(many, 'ms', false), { ...style, rowsPerGroup: 500 })
    const file = inputs.write('many.parquet', bytes)
    const numbers: number[] = []
    for (let room = 18_000_000; room > 17_000_000; room -= 100_000) {
      const options = { block: 1000, parts: 1, room }
      const parts = await new FileIntake(await look([file]), [new OwnHand()], options).read()
      expect(parts.map(({ problem }) => problem).filter((problem) => problem !== null)).toEqual([])
      expect(parts.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(6000)
      numbers.push(parts.length)
    }
    expect(new Set(numbers).size).toBeGreaterThan(2)
    const policy = policyNamed('alacrity')
    const question = { policy, asOf: 1_712_000_000_000 }
    const whole = await ask([file], question, { workers: 0 })
    const cut = await ask([file], question, { workers: 0, parts: 1, room: 17_100_000 })
    expect(cut.counts).toEqual(whole.counts)
    expect(cut.lines).toEqual(whole.lines)
    expect(eventTexts(cut.events)).toEqual(eventTexts(whole.events))
  })

  test('written here is Parquet also to the general reader', async () => {
    const bytes = parquetBytes(columnsOf(rows, 'us', true), style)
    const buffer = new Uint8Array(bytes).buffer
    const read = await parquetReadObjects({
      file: { byteLength: buffer.byteLength, slice: (from, to) => buffer.slice(from, to) },
    })
    expect(read).toHaveLength(40)
    expect(read[7]).toMatchObject({ conversation_id: 'v7', sender_role: 'member' })
  })

  test('[EV6] rows with faults are refused and stop nothing', async () => {
    const bad = rows.map((row, index) =>
      index === 13 ? { ...row, role: 'robot' } : index === 25 ? { ...row, member: '' } : row,
    )
    const file = inputs.write('bad.parquet', parquetBytes(columnsOf(bad, 'ms', true), style))
    await using history = await readHistory([file], { workers: 0, parts: 2 })
    expect(history.counts).toMatchObject({ accepted: 38, refused: 2 })
    expect(history.faults.map(({ line, field }) => [line, field])).toEqual([
      [14, 'sender_role'],
      [26, 'member_id'],
    ])
    const ids = history.member('m').map((event) => Number(event.id))
    expect(Math.max(...ids)).toBe(40)
  })

  test('[EV6] an absent instant is refused', async () => {
    const columns = columnsOf(rows, 'us', true).map((column) =>
      column.name === 'sent_at'
        ? { ...column, values: column.values.map((value, index) => (index === 3 ? null : value)) }
        : column,
    )
    const file = inputs.write('absent.parquet', parquetBytes(columns, style))
    await using history = await readHistory([file], { workers: 0 })
    expect(history.counts).toMatchObject({ accepted: 39, refused: 1 })
    expect(history.faults[0]).toMatchObject({ line: 4, field: 'sent_at' })
  })

  test('a file that is cut off is told', async () => {
    const bytes = parquetBytes(columnsOf(rows, 'ms', true), style)
    const file = inputs.write('cut.parquet', bytes.subarray(0, bytes.length - 20))
    await using history = await readHistory([file], { workers: 0 })
    expect(history.faults[0]?.problem).toMatch(/cut off or damaged/)
  })

  test('a damaged row group is told and the others are read', async () => {
    const bytes = Uint8Array.from(parquetBytes(columnsOf(rows, 'ms', true), style))
    bytes.fill(0xff, 40, 60)
    const file = inputs.write('damaged.parquet', bytes)
    await using history = await readHistory([file], { workers: 0 })
    expect(history.counts.accepted).toBe(30)
    expect(history.faults[0]?.problem).toMatch(/damaged row group/)
  })

  test('[EV5] a column of message text is refused', async () => {
    const text = {
      name: 'body',
      type: 'text',
      optional: true,
      values: rows.map(() => 'hello'),
    } as const
    const file = inputs.write(
      'text.parquet',
      parquetBytes([...columnsOf(rows, 'ms', true), text], style),
    )
    await using history = await readHistory([file], { workers: 0 })
    expect(history.counts.received).toBe(0)
    expect(history.faults[0]).toMatchObject({ field: 'body' })
  })
})

describe('Snappy', () => {
  const arena = new Arena()
  const [from, to] = [arena.take(4096), arena.take(32_768)]
  const unpack = (packed: Uint8Array, length: number): Uint8Array => {
    arena.bytes(from, packed.length).set(packed)
    const done = arena.kernel.unpackSnappy(from, packed.length, to, length)
    if (done === 0) throw new Error('damaged')
    return arena.bytes(to, length).slice()
  }

  test('gives back what was packed', () => {
    const words = fc.array(fc.constantFrom('ab', 'abc', 'x', 'a longer run of text ', '\0'), {
      maxLength: 400,
    })
    const property = fc.property(words, (text) => {
      const bytes = Buffer.from(text.join(''))
      expect(Buffer.from(unpack(snappy(bytes), bytes.length))).toEqual(bytes)
    })
    fc.assert(property, tries(1) as fc.Parameters<[string[]]>)
  })

  test('damaged in any way is told, never read beyond its end', () => {
    const packed = snappy(Buffer.from('abcabcabcabc and again abcabcabc'.repeat(4)))
    const property = fc.property(fc.nat(packed.length - 1), fc.nat(255), (place, byte) => {
      const damaged = Uint8Array.from(packed)
      damaged[place] = byte
      try {
        return unpack(damaged, 128).length === 128
      } catch (error) {
        return error instanceof Error && /damaged|bounds/.test(error.message)
      }
    })
    fc.assert(property, tries(1) as fc.Parameters<[number, number]>)
    expect(() => unpack(packed.subarray(0, 9), 128)).toThrow('damaged')
  })
})
