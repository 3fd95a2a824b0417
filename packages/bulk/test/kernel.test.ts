import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { Arena, ArenaFull } from '../src/column/arena.ts'
import * as codes from '../src/column/code.ts'
import * as records from '../src/column/conversations.ts'
import { weightOf } from '../src/column/interner.ts'
import { SegmentWriter } from '../src/column/segment.ts'
import * as turns from '../src/column/turns.ts'

const kernel = fileURLToPath(new URL('../kernel/', import.meta.url))

/** The numbers that a source of the kernel gives names to. */
function constantsOf(source: string): ReadonlyMap<string, number> {
  const text = readFileSync(join(kernel, source), 'utf8')
  const found = text.matchAll(/^(?:export )?const (\w+)(?:: \w+)? = (\d+)/gm)
  return new Map([...found].map(([, name = '', value]) => [name, Number(value)]))
}

describe('the kernel', () => {
  test('is compiled from its sources', { timeout: 60_000 }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'alacrity-kernel-'))
    try {
      const out = join(folder, 'rows.wasm')
      const asc = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js')
      const options = ['--config', join(kernel, 'asconfig.json'), '--outFile', out]
      execFileSync(process.execPath, [asc, ...options], { cwd: kernel })
      const same = readFileSync(out).equals(readFileSync(join(kernel, 'rows.wasm')))
      expect(same, 'npm run kernel --workspace @alacrity/bulk compiles it').toBe(true)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test.each([
    ['FROM_BITS', codes.FROM_BITS],
    ['FROM_MEMBER', codes.FROM_MEMBER],
    ['FROM_SYSTEM', codes.FROM_SYSTEM],
    ['KIND_SHIFT', codes.KIND_SHIFT],
    ['KIND_BITS', codes.KIND_BITS],
    ['ACKNOWLEDGEMENT', codes.ACKNOWLEDGEMENT],
    ['AUTOMATED', codes.AUTOMATED],
    ['NO_CLIENT', codes.CLIENT_NONE],
    ['OTHER', codes.CLIENT_OTHER],
    ['FOLD_AGAIN', records.FOLD_AGAIN],
    ['MEMBER', records.MEMBER * 4],
    ['LENGTHS', records.LENGTHS * 4],
    ['LAST_ROW', records.LAST_ROW * 4],
    ['RECORD_STATE', records.STATE * 4],
    ['CLIENT_HASH', records.CLIENT_HASH * 4],
    ['HEAD', records.HEAD_WORDS * 4],
    ['TURN_BYTES', turns.TURN_BYTES],
    ['OPENED_AT', turns.OPENED_AT * 8],
    ['REPLIED_AT', turns.REPLIED_AT * 8],
    ['FACTS', turns.FACTS * 4],
    ['HASH_OF_CLIENT', turns.HASH_OF_CLIENT * 4],
    ['RECORD', turns.RECORD * 4],
    ['OPENING_ROW', turns.OPENING_ROW * 4],
    ['MEMBER_NUMBER', turns.MEMBER_NUMBER * 4],
    ['BEGUN_BY_MEMBER', turns.BEGUN_BY_MEMBER],
    ['OTHER_CLIENT', turns.OTHER_CLIENT],
    ['ORDINAL_SHIFT', turns.ORDINAL_SHIFT],
  ])('calls %s what its readers do', (name, value) => {
    expect(constantsOf('fold.ts').get(name)).toBe(value)
  })

  test('makes blocks of turns as large as their readers do', () => {
    expect(constantsOf('sums.ts').get('BLOCK_SHIFT')).toBe(turns.BLOCK_SHIFT)
  })
})

describe('an arena', () => {
  test('gives zeros, also where something was given back', () => {
    const arena = new Arena()
    const first = arena.take(1000)
    arena.bytes(first, 1000).fill(7)
    arena.give(first, 1000)
    const second = arena.take(500)
    expect(second).toBe(first)
    expect(arena.bytes(second, 500).every((byte) => byte === 0)).toBe(true)
  })

  test('says that it is full', () => {
    const arena = new Arena(2 ** 30)
    expect(() => arena.take(2 ** 31)).toThrow(ArenaFull)
    expect(arena.take(8)).toBeGreaterThan(0)
  })
})

describe('a writer of segments', () => {
  test('keeps what it has when its columns, tables and ids outgrow their room', () => {
    const writer = new SegmentWriter({ rows: 1, rowsDecide: true })
    const many = 20_000
    for (let row = 0; row < many; row += 1) {
      writer.hold('conversation', `conversation ${row % 7000}`)
      writer.hold('member', `member ${row % 700}`)
      writer.hold('client', `client ${row % 3}`)
      writer.append(row * 1000, row % 2)
    }
    const {
      conversations,
      members,
      others,
      turns: found,
      at,
      again,
    } = writer.share(
      { kind: 'lines', source: 'x', firstLine: 1, gaps: 0, gapRows: at0, gapLines: at0 },
      [],
    )
    expect(members.count).toBe(700)
    const { slots } = conversations
    expect(slots.filter((ref, place) => place % 2 === 1 && ref > 0).length).toBe(7000)
    expect(new Set(slots.filter((_, place) => place % 2 === 0)).size).toBeGreaterThan(6900)
    const weights = Array.from({ length: 700 }, (_, number) => weightOf(members, number))
    expect(new Set(weights)).toEqual(new Set([10]))
    expect(others.count).toBeGreaterThan(0)
    expect(Array.from(at.subarray(0, 3))).toEqual([0, 1000, 2000])
    expect(at.length).toBe(many)
    expect(again.length).toBe(0)
    expect(found.count).toBe(turnsOf(many))
  })
})

const at0 = new Int32Array(0)

/** How many turns that makes: a client's row opens one where none is open. */
function turnsOf(many: number): number {
  const open = new Set<number>()
  let count = 0
  for (let row = 0; row < many; row += 1) {
    const conversation = row % 7000
    if (row % 2 === 1) open.delete(conversation)
    else if (!open.has(conversation)) {
      open.add(conversation)
      count += 1
    }
  }
  return count
}
