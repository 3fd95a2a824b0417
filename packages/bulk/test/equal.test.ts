import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Policy } from '@alacrity/engine'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tries } from './support/cases.ts'
import { csvText, Inputs, pack, type Packing, type TableStyle } from './support/files.ts'
import { asOf, eventRecords, type MessageRow, messageRows, written } from './support/histories.ts'
import { eventTexts, plainIntake, plainScore } from './support/plain.ts'
import { policies, policyNamed } from './support/policies.ts'
import { ask } from './support/read.ts'

const inputs = new Inputs()
const COLUMNS = ['conversation_id', 'client_id', 'member_id', 'sender_role', 'sent_at'] as const

const styles: fc.Arbitrary<TableStyle> = fc.record({
  eol: fc.constantFrom('\n', '\r\n'),
  mark: fc.boolean(),
  lastEol: fc.boolean(),
  quoted: fc.boolean(),
})
const packings: fc.Arbitrary<Packing> = fc.constantFrom('plain', 'plain', 'gzip', 'zstd')
/** Small blocks, many parts and little room cut rows at every place. */
const options = fc.record({
  workers: fc.constant(0),
  block: fc.integer({ min: 1, max: 300 }),
  parts: fc.integer({ min: 1, max: 5 }),
  room: fc.integer({ min: 100_000, max: 200_000 }),
})

type Table = {
  readonly rows: readonly MessageRow[]
  readonly order: readonly (typeof COLUMNS)[number][]
  readonly forms: number
}
const tables: fc.Arbitrary<Table> = fc.record({
  rows: messageRows(),
  order: fc.shuffledSubarray([...COLUMNS], { minLength: 5, maxLength: 5 }),
  forms: fc.nat(6),
})

function cellsOf({ rows, order, forms }: Table): string[][] {
  const body = rows.map((row, index) => {
    const cells = {
      conversation_id: row.conversation,
      client_id: row.client,
      member_id: row.member,
      sender_role: row.role,
      sent_at: written(row.at, forms === 6 ? index : forms),
    }
    return order.map((name) => cells[name])
  })
  return [[...order], ...body]
}

function recordsOf({ rows, forms }: Table, source: string | undefined): unknown[] {
  return rows
    .map((row, index) => ({
      type: 'message',
      id: String(index + 1),
      seq: index + 1,
      at: forms === 4 ? row.at : written(row.at, forms === 6 ? index : forms),
      member: row.member,
      conversation: row.conversation,
      from: row.role,
      client: row.client,
      ...(source === undefined ? {} : { source }),
    }))
    .map((record) =>
      /^\d+$/.test(String(record.at)) ? { ...record, at: Number(record.at) } : record,
    )
}

describe('messages in tables', () => {
  test('[AS10] score like the plain path, however the rows are cut, quoted and packed', async () => {
    const property = fc.asyncProperty(
      fc.record({
        table: tables,
        style: styles,
        packing: packings,
        options,
        policy: policies(),
        asOf: asOf(),
      }),
      async ({ table, style, packing, options: how, policy, asOf: instant }) => {
        const file = inputs.write('table.csv', pack(csvText(cellsOf(table), style), packing))
        const plain = plainIntake(recordsOf(table, undefined))
        const answer = await ask([file], { policy, asOf: instant }, how)
        expect(answer.faults).toEqual([])
        expect(answer.lines).toEqual(plainScore(plain.accepted, policy, instant))
        expect(eventTexts(answer.events)).toEqual(eventTexts(plain.accepted))
      },
    )
    await fc.assert(property, tries(1))
  })

  test('[EV1] of several files are named after them and never collide', async () => {
    const property = fc.asyncProperty(
      fc.record({
        tables: fc.array(tables, { minLength: 2, maxLength: 4 }),
        options,
        policy: policies(),
        asOf: asOf(),
      }),
      async ({ tables: several, options: how, policy, asOf: instant }) => {
        const files = several.map((table, index) =>
          inputs.write(`part-${index}.csv`, csvText(cellsOf(table))),
        )
        const records = several.flatMap((table, index) =>
          recordsOf(table, basename(files[index] ?? '')),
        )
        const plain = plainIntake(records)
        const answer = await ask(files, { policy, asOf: instant }, how)
        expect(answer.lines).toEqual(plainScore(plain.accepted, policy, instant))
        expect(eventTexts(answer.events)).toEqual(eventTexts(plain.accepted))
      },
    )
    await fc.assert(property, tries(0.5))
  })
})

describe('events', () => {
  const envelopes = (records: readonly { readonly [field: string]: unknown }[]) =>
    records.map((record, index) => {
      if (index % 3 !== 0) return record
      const { id, source, type, at, ...data } = record
      return { specversion: '1.0', id, source, type: `com.example.${String(type)}`, time: at, data }
    })

  test('[EV2] [EV3] of every type, duplicated, tied and shuffled, score like the plain path', async () => {
    const property = fc.asyncProperty(
      fc.record({
        records: eventRecords(),
        packing: packings,
        options,
        policy: policies(),
        asOf: asOf(),
      }),
      async ({ records, packing, options: how, policy, asOf: instant }) => {
        const text = envelopes(records)
          .map((record) => JSON.stringify(record))
          .join('\n')
        const file = inputs.write('events.ndjson', pack(text === '' ? '{}' : text, packing))
        const plain = plainIntake(text === '' ? [{}] : envelopes(records))
        const answer = await ask([file], { policy, asOf: instant }, how)
        expect(answer.counts).toEqual(countsOf(plain))
        expect(answer.lines).toEqual(plainScore(plain.accepted, policy, instant))
        expect(eventTexts(answer.events)).toEqual(eventTexts(plain.accepted))
      },
    )
    await fc.assert(property, tries(1))
  })

  test('[EV3] messages alone take the fast path to the same scores', async () => {
    const property = fc.asyncProperty(
      fc.record({ records: eventRecords(true), options, policy: policies(), asOf: asOf() }),
      async ({ records, options: how, policy, asOf: instant }) => {
        if (records.length === 0) return
        const file = inputs.write(
          'messages.ndjson',
          records.map((record) => JSON.stringify(record)).join('\n'),
        )
        const plain = plainIntake(records)
        const answer = await ask([file], { policy, asOf: instant }, how)
        expect(answer.counts).toEqual(countsOf(plain))
        expect(answer.lines).toEqual(plainScore(plain.accepted, policy, instant))
      },
    )
    await fc.assert(property, tries(1))
  })

  test('[EV4] in a table say what they say in JSON', async () => {
    const property = fc.asyncProperty(
      fc.record({
        records: eventRecords(),
        style: styles,
        packing: packings,
        options,
        policy: policies(),
        asOf: asOf(),
      }),
      async ({ records, style, packing, options: how, policy, asOf: instant }) => {
        const fields = [
          ...new Set(['type', 'id', 'at', ...records.flatMap((record) => Object.keys(record))]),
        ]
        const cell = (value: unknown) =>
          typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)
        const rows = records.map((record) => fields.map((field) => cell(record[field])))
        const file = inputs.write('events.csv', pack(csvText([fields, ...rows], style), packing))
        const plain = plainIntake(records)
        const answer = await ask([file], { policy, asOf: instant }, how)
        expect(answer.counts).toEqual(countsOf(plain))
        expect(answer.lines).toEqual(plainScore(plain.accepted, policy, instant))
      },
    )
    await fc.assert(property, tries(0.5))
  })

  test('[TN10] beside tables of messages join their conversations', async () => {
    const property = fc.asyncProperty(
      fc.record({
        records: eventRecords(),
        table: tables,
        options,
        policy: policies(),
        asOf: asOf(),
      }),
      async ({ records, table, options: how, policy, asOf: instant }) => {
        const lines = records.map((record) => JSON.stringify(record)).join('\n')
        const files = [
          inputs.write('some.csv', csvText(cellsOf(table))),
          inputs.write('more.ndjson', lines === '' ? '{}' : lines),
        ]
        const plain = plainIntake([...recordsOf(table, 'some.csv'), ...records])
        const answer = await ask(files, { policy, asOf: instant }, how)
        expect(answer.lines).toEqual(plainScore(plain.accepted, policy, instant))
        expect(eventTexts(answer.events)).toEqual(eventTexts(plain.accepted))
      },
    )
    await fc.assert(property, tries(0.5))
  })
})

function countsOf(plain: ReturnType<typeof plainIntake>): unknown {
  const accepted = plain.accepted.length
  const duplicates = plain.duplicates.length
  const conflicts = plain.conflicts.length
  const received = accepted + duplicates + conflicts + plain.refused
  return { received, accepted, duplicates, conflicts, refused: plain.refused }
}

describe('real history', () => {
  const real = (name: string) =>
    new URL(`../../../../shared/data/${name}`, import.meta.url).pathname
  const files = ['ibm-care.csv', 'thunderbird-two-party-2024-02-to-04.csv']
  for (const name of files) {
    const file = real(name)
    test.skipIf(!existsSync(file))(
      `scores like the plain path: ${name}`,
      async () => {
        const rows = readFileSync(file, 'utf8').trimEnd().split('\n').slice(1)
        const records = rows.map((row, index) => {
          const [conversation, client, member, from, at] = row.split(',')
          const id = String(index + 1)
          return { type: 'message', id, seq: index + 1, at, member, conversation, from, client }
        })
        const plain = plainIntake(records)
        const check = async (policy: Policy, instant: number, workers: number) => {
          const answer = await ask(
            [file],
            { policy, asOf: instant },
            { workers, parts: workers + 2 },
          )
          expect(answer.counts).toEqual({ ...(countsOf(plain) as object), refused: 0 })
          expect(answer.lines).toEqual(plainScore(plain.accepted, policy, instant))
        }
        const last = plain.accepted.at(-1)?.at ?? 0
        for (const workers of [0, 1, 2, 3]) await check(policyNamed('upwork-2022'), last, workers)
        await check(policyNamed('alacrity'), last - 20 * 86_400_000, 2)
        await check(policyNamed('test-silence'), last, 2)
      },
      60_000,
    )
  }
})
