import { DAY, HOUR, MINUTE } from '@alacrity/engine'
import { describe, expect, test } from 'vitest'
import { nearest } from '../src/command/nearest.ts'
import { bar, bucketsOf } from '../src/write/chart.ts'
import { csvLine } from '../src/write/csv.ts'
import { type Column, tableLines, widthOf } from '../src/write/table.ts'
import { plain } from '../src/write/terminal.ts'
import { dotted, grouped, list, wrapped } from '../src/write/words.ts'

type Row = { readonly name: string; readonly value: number }

const COLUMNS: readonly Column<Row>[] = [
  { title: 'Name', align: 'left', rank: 0, cell: ({ name }) => name },
  { title: 'Value', align: 'right', rank: 1, cell: ({ value }) => String(value) },
  { title: 'Remark', align: 'left', rank: 2, least: 6, cell: () => 'a long remark' },
]

const lines = (rows: readonly Row[], width: number): readonly string[] => [
  ...tableLines(COLUMNS, rows, { width, paint: plain }),
]

describe('a table', () => {
  const rows = [
    { name: 'ada', value: 7 },
    { name: '寿司', value: 1200 },
  ]

  test('aligns numbers right, and wide characters by what they take on a screen', () => {
    expect(lines(rows, 80)).toEqual([
      ' Name  Value  Remark',
      ' ────  ─────  ─────────────',
      ' ada       7  a long remark',
      ' 寿司   1200  a long remark',
      ' ────  ─────  ─────────────',
    ])
  })

  test('is narrowed first, and loses its least important columns then', () => {
    expect(lines(rows, 21)[2]).toBe(' ada       7  a long…')
    expect(lines(rows, 19)[2]).toBe(' ada       7')
    expect(lines(rows, 8)[2]).toBe(' ada')
  })

  test('never passes on what turns the writing direction', () => {
    const [, , line = ''] = lines([{ name: 'a\u202Eb', value: 1 }], 80)
    expect(line).not.toContain('\u202E')
    expect(widthOf('e\u0301')).toBe(1)
  })
})

test('the nearest names: typing slips, swaps and names cut short', () => {
  const names = ['score', 'turns', 'labels', 'explain', 'policy', 'sample', 'demo', 'upwork-2022']
  expect(nearest('scroe', names)[0]).toBe('score')
  expect(nearest('explian', names)[0]).toBe('explain')
  expect(nearest('upwrk', names)[0]).toBe('upwork-2022')
  expect(nearest('xyzzy', names)).toEqual([])
})

describe('buckets of reply times', () => {
  test('an edge belongs to the bucket below it, as the deadline is inclusive', () => {
    const took = [15 * MINUTE, 15 * MINUTE + 1, 24 * HOUR, 24 * HOUR + 1, 30 * DAY]
    const buckets = bucketsOf({ took, missed: 2 }, 24 * HOUR)
    expect(buckets.map(({ turns }) => turns)).toEqual([1, 1, 0, 0, 1, 1, 0, 1, 2])
    expect(buckets.map(({ late }) => late)).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
      true,
      true,
      true,
    ])
    expect(buckets[4]?.deadline).toBe('end')
  })

  test('a deadline between two edges is inside one bucket', () => {
    const buckets = bucketsOf({ took: [], missed: 0 }, 2 * HOUR)
    expect(buckets.map(({ deadline }) => deadline).indexOf('inside')).toBe(2)
  })

  test('bars are exact to an eighth', () => {
    expect([0, 0.5, 1, 2].map((share) => bar(share, 4))).toEqual(['', '██', '████', '████'])
    expect(bar(1 / 32, 4)).toBe('▏')
  })
})

test('csv quotes what must be quoted and leaves nothing empty', () => {
  expect(csvLine(['a,b', 'say "hi"', null, 0, false, { mon: [] }])).toBe(
    '"a,b","say ""hi""",,0,false,"{""mon"":[]}"\n',
  )
})

test('words', () => {
  expect(grouped(1234567)).toBe('1,234,567')
  expect(list(['a', 'b', 'c'])).toBe('a, b and c')
  expect(wrapped('one two three', 7)).toEqual(['one two', 'three'])
  expect(dotted(['one', 'two', 'three'], 13)).toEqual(['one · two', 'three'])
})
