import { gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { readHistory } from '../src/index.ts'
import { Inputs } from './support/files.ts'
import { policyNamed } from './support/policies.ts'
import { all } from './support/read.ts'

const inputs = new Inputs()
const HEADER = 'conversation_id,client_id,member_id,sender_role,sent_at'
const policy = policyNamed('upwork-2022')
/** Ids that only quotes can hold. */
const ODD = '"a, b","c ""x""",m1,client,2024-03-01T10:00:00Z'

function good(number: number): string {
  const minute = String(number % 60).padStart(2, '0')
  return `v${number},c${number % 7},m${number % 3},client,2024-03-01T10:${minute}:00Z`
}

const rows = (count: number) => Array.from({ length: count }, (_, index) => good(index))

/** What reading comes to, on one part and on several, with blocks that cut rows everywhere. */
async function read(content: string | Uint8Array, name = 'input.csv') {
  const file = inputs.write(name, content)
  await using whole = await readHistory([file], { workers: 0, parts: 1 })
  await using parts = await readHistory([file], { workers: 0, parts: 4, block: 17 })
  expect(parts.counts).toEqual(whole.counts)
  expect(parts.faults).toEqual(whole.faults)
  expect([...parts.refusedByKind]).toEqual([...whole.refusedByKind])
  const { counts, faults } = whole
  expect(counts.received).toBe(
    counts.accepted + counts.duplicates + counts.conflicts + counts.refused,
  )
  const lines = await all(whole.score(policy, whole.lastEventAt ?? 0))
  expect(await all(parts.score(policy, whole.lastEventAt ?? 0))).toEqual(lines)
  return { counts, faults, scored: lines.length }
}

/** Among good rows, the one that is refused and why. */
async function oneBad(line: string): Promise<{ field: string; problem: string; remedy: string }> {
  const all = [HEADER, ...rows(5), line, ...rows(9).slice(5), '']
  const { counts, faults, scored } = await read(all.join('\n'))
  expect(counts).toMatchObject({ accepted: 9, refused: 1 })
  expect(scored).toBe(3)
  expect(faults).toHaveLength(1)
  const [fault] = faults
  expect(fault?.line).toBe(7)
  return { field: fault?.field ?? '', problem: fault?.problem ?? '', remedy: fault?.remedy ?? '' }
}

describe('a row with a fault is refused and stops nothing', () => {
  const cases: readonly (readonly [string, string, string, RegExp])[] = [
    ['a date that is none', 'v,c,m,client,2024-02-30T10:00:00Z', 'sent_at', /not an instant/],
    ['a date without offset', 'v,c,m,client,2024-03-01T10:00:00', 'sent_at', /not an instant/],
    ['an hour that is none', 'v,c,m,client,2024-03-01T24:00:00Z', 'sent_at', /not an instant/],
    ['an empty time', 'v,c,m,client,', 'sent_at', /not an instant/],
    ['a time beyond every calendar', 'v,c,m,client,999999999999999', 'sent_at', /not an instant/],
    ['an unknown role', 'v,c,m,seller,2024-03-01T10:00:00Z', 'sender_role', /not known: "seller"/],
    [
      'a role that is only the system’s',
      'v,c,m,system,2024-03-01T10:00:00Z',
      'sender_role',
      /not known/,
    ],
    ['an empty role', 'v,c,m,,2024-03-01T10:00:00Z', 'sender_role', /is empty/],
    ['too few cells', 'v,c,m,client', 'row', /has 4 cells instead of 5/],
    ['too many cells', 'v,c,m,client,2024-03-01T10:00:00Z,more', 'row', /has 6 cells instead of 5/],
    [
      'an id of 300 bytes',
      `${'x'.repeat(300)},c,m,client,2024-03-01T10:00:00Z`,
      'conversation_id',
      /300 bytes/,
    ],
    [
      'an id of 300 bytes in few characters',
      `v,c,${'é'.repeat(150)},client,2024-03-01T10:00:00Z`,
      'member_id',
      /300 bytes/,
    ],
    ['a NUL', 'v\0,c,m,client,2024-03-01T10:00:00Z', 'conversation_id', /control character/],
    ['a tab', 'v,c\t,m,client,2024-03-01T10:00:00Z', 'client_id', /control character/],
    ['an empty id', ',c,m,client,2024-03-01T10:00:00Z', 'conversation_id', /is empty/],
    [
      'a client’s message without client',
      'v,,m,client,2024-03-01T10:00:00Z',
      'client_id',
      /is empty/,
    ],
    [
      'a quote that is not closed',
      '"v,c,m,client,2024-03-01T10:00:00Z',
      'conversation_id',
      /not closed/,
    ],
    [
      'text after a quote',
      '"v"x,c,m,client,2024-03-01T10:00:00Z',
      'conversation_id',
      /after a closing quote/,
    ],
    ['a row that is far too long', `${'v,'.repeat(70_000)}`, 'row', /longer than 65536 bytes/],
  ]
  for (const [name, line, field, problem] of cases) {
    test(`[EV6] ${name}`, async () => {
      const fault = await oneBad(line)
      expect(fault.field).toBe(field)
      expect(fault.problem).toMatch(problem)
      expect(fault.remedy).not.toBe('')
    })
  }

  test('[EV6] bytes that are not UTF-8', async () => {
    const text = [HEADER, ...rows(3), 'v\xff,c,m,client,2024-03-01T10:00:00Z', ...rows(3)].join(
      '\n',
    )
    const { counts, faults } = await read(Buffer.from(text, 'latin1'))
    expect(counts).toMatchObject({ accepted: 6, refused: 1 })
    expect(faults[0]).toMatchObject({ line: 5, field: 'conversation_id', problem: 'is not UTF-8' })
  })

  test('[EV6] a bad date at line 7,312 is told with its line', async () => {
    const all = rows(9000)
    all[7310] = 'v,c,m,client,yesterday'
    const { counts, faults } = await read([HEADER, ...all, ''].join('\n'))
    expect(counts).toMatchObject({ accepted: 8999, refused: 1 })
    expect(faults[0]).toMatchObject({ line: 7312, field: 'sent_at' })
    expect(faults[0]?.problem).toContain('yesterday')
  })

  test('all are counted by kind, and the first 1,000 told in full', async () => {
    const bad = Array.from({ length: 1500 }, (_, index) => `v,c,m,client,day ${index}`)
    const { counts, faults } = await read([HEADER, ...bad, good(1), ''].join('\n'))
    expect(counts).toMatchObject({ accepted: 1, refused: 1500 })
    expect(faults).toHaveLength(1000)
  })
})

describe('what is unusual but valid is accepted', () => {
  const cases: readonly (readonly [string, readonly string[], number])[] = [
    [
      '[EV6] offsets of every kind',
      [
        HEADER,
        'v,c,m,client,2024-03-01T10:00:00+05:45',
        'v,c,m,member,2024-03-01T05:00:00-08:00',
        'v,c,m,client,2024-03-02t05:00:00.123456z',
      ],
      3,
    ],
    [
      '[TN3] a reply before its question',
      [HEADER, 'v,c,m,member,2024-03-01T10:00:00Z', 'v,c,m,client,2024-03-01T11:00:00Z'],
      2,
    ],
    [
      'CRLF, a byte order mark and no last line end',
      [`\uFEFF${HEADER}\r`, `${good(1)}\r`, good(2)],
      2,
    ],
    ['empty lines', [HEADER, '', good(1), '', '', good(2), '', ''], 2],
    ['only a header', [HEADER, ''], 0],
    [
      'a message of a member that names no client',
      [HEADER, good(1), 'v1,,m1,member,2024-03-01T11:00:00Z'],
      2,
    ],
    ['quoted cells with commas and quotes', [HEADER, ODD, good(1), ODD, good(2)], 4],
  ]
  for (const [name, lines, accepted] of cases) {
    test(`${name}`, async () => {
      const { counts, faults } = await read(lines.join('\n'))
      expect(faults).toEqual([])
      expect(counts).toMatchObject({ accepted, refused: 0 })
    })
  }

  test('[EV6] a quoted line end is refused as part of an id, also where a file is cut', async () => {
    const long = Array.from({ length: 40 }, () => '"v\nw",c,m,client,2024-03-01T10:00:00Z')
    const { counts } = await read([HEADER, ...long, good(1)].join('\n'))
    expect(counts).toMatchObject({ accepted: 1, refused: 40 })
  })
  test('[TN8] an id is the line’s number, whatever lines are skipped', async () => {
    const lines = [HEADER, '', good(1), 'bad', '"v\nw",c,m,client,x', good(2), '']
    const file = inputs.write('numbered.csv', lines.join('\n'))
    await using history = await readHistory([file], { workers: 0 })
    const ids = history.memberIds.flatMap((id) => history.member(id).map((event) => event.id))
    expect(ids.sort()).toEqual(['2', '6'])
  })
})

describe('a file with a fault is told and does not stop the others', () => {
  const file = (content: string | Uint8Array, name: string) => inputs.write(name, content)
  const beside = async (bad: string) => {
    const fine = file([HEADER, ...rows(6), ''].join('\n'), 'fine.csv')
    await using history = await readHistory([bad, fine], { workers: 0, block: 64 })
    return { counts: history.counts, faults: history.faults }
  }

  test('that is not there', async () => {
    const { counts, faults } = await beside('/nowhere/at/all.csv')
    expect(counts.accepted).toBe(6)
    expect(faults[0]).toMatchObject({ line: null, field: 'file' })
    expect(faults[0]?.problem).toMatch(/cannot be read/)
  })
  test('that is empty', async () => {
    expect((await beside(file('', 'empty.csv'))).faults[0]?.problem).toBe('is empty')
    expect((await beside(file(' \n\n', 'blank.csv'))).faults[0]?.problem).toBe('is empty')
  })
  test('without a header', async () => {
    const { faults } = await beside(file(rows(3).join('\n'), 'headless.csv'))
    expect(faults[0]).toMatchObject({ field: 'header' })
    expect(faults[0]?.problem).toMatch(/is missing: found v0, c0/)
  })
  test('with a column of another name', async () => {
    const text = `thread_id,client_id,member_id,sender_role,timestamp\n${good(1)}\n`
    const { faults } = await beside(file(text, 'renamed.csv'))
    expect(faults.map((fault) => fault.field)).toEqual(['conversation_id', 'sent_at'])
    expect(faults[1]?.remedy).toBe('rename "timestamp" to sent_at')
  })
  test('with a column too many, or twice', async () => {
    const more = await beside(file(`${HEADER},channel\n${good(1)},web\n`, 'more.csv'))
    expect(more.faults[0]).toMatchObject({ field: 'channel' })
    const twice = await beside(file(`${HEADER},sent_at\n${good(1)},x\n`, 'twice.csv'))
    expect(twice.faults[0]).toMatchObject({ field: 'sent_at', problem: 'is there twice' })
  })
  test('[EV5] with message text', async () => {
    const { counts, faults } = await beside(file(`${HEADER},Body\n${good(1)},hello\n`, 'text.csv'))
    expect(counts.accepted).toBe(6)
    expect(faults[0]?.field).toBe('Body')
    expect(faults[0]?.problem).toMatch(/message text/)
  })
  test('that is an array of JSON', async () => {
    const { faults } = await beside(file('[{"type":"message"}]', 'array.json'))
    expect(faults[0]?.remedy).toBe('write one JSON object a line')
  })

  const text = [HEADER, ...rows(30_000), ''].join('\n')
  for (const [name, packed] of [
    ['gz', gzipSync(text)],
    ['zst', zstdCompressSync(text)],
  ] as const) {
    test(`that is cut off: ${name}`, async () => {
      const cut = packed.subarray(0, Math.floor(packed.length * 0.7))
      const { counts, faults } = await beside(file(cut, `cut.csv.${name}`))
      expect(counts.accepted).toBeGreaterThan(10_000)
      expect(faults.some(({ problem }) => /cut off or damaged/.test(problem))).toBe(true)
    })
  }
  test('whose last line is cut off', async () => {
    const { counts, faults } = await beside(file(text.slice(0, -12), 'cut.csv'))
    expect(counts).toMatchObject({ accepted: 30_005, refused: 1 })
    expect(faults[0]).toMatchObject({ line: 30_001, field: 'sent_at' })
    expect(faults[0]?.remedy).toMatch(/cut off here/)
  })
})

describe('lines of events', () => {
  const event = (id: number, more: object = {}) =>
    JSON.stringify({
      type: 'message',
      id: `e${id}`,
      at: 1_700_000_000_000 + id,
      member: 'm',
      conversation: 'v',
      from: 'client',
      client: 'c',
      ...more,
    })

  test('[EV5] with faults are refused with their line', async () => {
    const lines = [
      event(1),
      '{"type":',
      event(2, { text: 'hello' }),
      '',
      event(3, { kind: 'poem' }),
      event(4, { at: '2024-01-01' }),
      event(5),
    ]
    const { counts, faults } = await read(lines.join('\n'), 'events.ndjson')
    expect(counts).toMatchObject({ accepted: 2, refused: 4 })
    expect(faults.map(({ line, field }) => [line, field])).toEqual([
      [2, 'line'],
      [3, 'text'],
      [5, 'kind'],
      [6, 'at'],
    ])
  })
  test('[EV2] that repeat an id are duplicates or conflicts', async () => {
    const lines = [
      event(1),
      event(1),
      event(1, { client: 'd' }),
      event(1, { seq: 1 }),
      event(1, { source: 'crm' }),
    ]
    const { counts } = await read(lines.join('\n'), 'again.ndjson')
    expect(counts).toEqual({ received: 5, accepted: 2, duplicates: 1, conflicts: 2, refused: 0 })
  })
  test('whose last line is cut off', async () => {
    const { counts, faults } = await read(`${event(1)}\n${event(2).slice(0, 40)}`, 'cut.ndjson')
    expect(counts).toMatchObject({ accepted: 1, refused: 1 })
    expect(faults[0]).toMatchObject({ line: 2, remedy: 'the file may be cut off here' })
  })
  test('that name another file as their source are refused', async () => {
    const files = [
      inputs.write('named.csv', `${HEADER}\n${good(1)}\n`),
      inputs.write('naming.ndjson', `${event(1, { source: 'named.csv' })}\n${event(2)}\n`),
    ]
    await using history = await readHistory(files, { workers: 0 })
    expect(history.counts).toMatchObject({ accepted: 2, refused: 1 })
    expect(history.faults[0]).toMatchObject({ line: 1, field: 'source' })
  })
})
