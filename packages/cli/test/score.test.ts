import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { Bench, HEADER, SHOP, SMALL, SMALL_AS_OF, sampleText } from './support/alacrity.ts'

const bench = new Bench()
bench.write('small.csv', SMALL)
bench.write('shop.json', SHOP)
afterAll(() => bench.remove())

const asked = ['--policy', 'shop.json', '--as-of', SMALL_AS_OF]
const score = (...more: readonly string[]) =>
  bench.alacrity(['score', 'small.csv', ...asked, ...more])

const ADA =
  '{"member":"ada","policy":"shop/1","as_of":"2026-03-05T12:00:00.000Z",' +
  '"counts":{"turns":3,"settled":2,"on_time":1,"late":1,"missed":0,"pending":1,"excused":0,"clients":2},' +
  '"enough":true,"score":50,"measures":{"on_time":{"numerator":1,"denominator":2,"percent":50},' +
  '"typical":{"ms":57600000}},"labels":{"Responsive":true}}'
const BO =
  '{"member":"bo","policy":"shop/1","as_of":"2026-03-05T12:00:00.000Z",' +
  '"counts":{"turns":1,"settled":1,"on_time":0,"late":0,"missed":1,"pending":0,"excused":0,"clients":1},' +
  '"enough":true,"score":0,"measures":{"on_time":{"numerator":0,"denominator":1,"percent":0},' +
  '"typical":null},"labels":{"Responsive":false}}'

describe.concurrent('score', () => {
  test('ndjson is the contract, byte for byte', async () => {
    expect(await score('--format', 'ndjson')).toEqual({
      status: 0,
      stdout: `${ADA}\n${BO}\n`,
      stderr: '',
    })
  })

  test('json is an array of the same objects', async () => {
    const { stdout, status } = await score('--format', 'json')
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toEqual([JSON.parse(ADA), JSON.parse(BO)])
  })

  test('csv has a column a count, a measure and a label', async () => {
    const { stdout } = await score('--format', 'csv')
    expect(stdout.split('\n')).toEqual([
      'member,policy,as_of,turns,settled,on_time,late,missed,pending,excused,clients,enough,score,on_time,typical,Responsive',
      'ada,shop/1,2026-03-05T12:00:00.000Z,3,2,1,1,0,1,0,2,true,50,50,57600000,true',
      'bo,shop/1,2026-03-05T12:00:00.000Z,1,1,0,0,1,0,0,1,true,0,0,,false',
      '',
    ])
  })

  test('the table is what nobody asked otherwise gets, without colours in a pipe', async () => {
    const { stdout } = await score()
    expect(stdout).toContain('● Responsive')
    expect(stdout).toContain('2 members · 2 with a score · 1 Responsive · median score 25.0')
    expect(stdout).not.toContain('\u001B')
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
  })

  test('a narrow screen keeps member, score and label', async () => {
    const { stdout } = await bench.alacrity(['score', 'small.csv', ...asked], {
      env: { COLUMNS: '40' },
    })
    expect(stdout).toMatch(/Member +Score/)
    expect(stdout).toContain('● Responsive')
    const table = stdout.split('\n').slice(0, 4)
    expect(Math.max(...table.map((line) => line.length))).toBeLessThanOrEqual(40)
  })

  test('--member narrows, and an unknown one names the nearest', async () => {
    const { stdout } = await score('--member', 'bo', '--format', 'ndjson')
    expect(stdout).toBe(`${BO}\n`)
    const unknown = await score('--member', 'adda')
    expect(unknown.status).toBe(2)
    expect(unknown.stderr).toContain('There is no member adda in this history.')
    expect(unknown.stderr).toContain('Did you mean ada?')
    expect(unknown.stdout).toBe('')
  })

  test('without --as-of the last event is used and said', async () => {
    const args = ['score', 'small.csv', '--policy', 'shop.json', '--format', 'ndjson']
    const { stdout, stderr } = await bench.alacrity(args)
    expect(stderr).toContain('As of 2026-03-05T08:00:00.000Z, the last event')
    expect(stdout).toContain('"as_of":"2026-03-05T08:00:00.000Z"')
  })

  test('without --policy alacrity/1 is used', async () => {
    const { stdout } = await bench.alacrity(['score', 'small.csv', '--format', 'ndjson'])
    expect(stdout).toContain('"policy":"alacrity/1"')
  })

  test('--chart draws reply times and marks the deadline', async () => {
    const { stdout } = await score('--chart')
    expect(stdout).toContain('How long replies took, 3 turns')
    expect(stdout).toContain('deadline 24 h')
    expect(stdout).toMatch(/no reply 1 {2,}33 %/)
  })

  test('a chart beside a format for programs goes to standard error', async () => {
    const { stdout, stderr } = await score('--chart', '--format', 'ndjson')
    expect(stdout).toBe(`${ADA}\n${BO}\n`)
    expect(stderr).toContain('How long replies took')
  })
})

describe.concurrent('what is read', () => {
  test('- is standard input', async () => {
    const args = ['score', '-', ...asked, '--format', 'ndjson']
    expect((await bench.alacrity(args, { stdin: SMALL })).stdout).toBe(`${ADA}\n${BO}\n`)
  })

  test.for([
    ['gz', gzipSync],
    ['zst', zstdCompressSync],
  ] as const)('.%s is read as it is', async ([ending, pack]) => {
    const name = bench.write(`small.csv.${ending}`, pack(SMALL))
    const { stdout } = await bench.alacrity(['score', name, ...asked, '--format', 'ndjson'])
    expect(stdout).toBe(`${ADA}\n${BO}\n`)
  })

  test('NDJSON of the same events gives the same scores', async () => {
    const rows = SMALL.trim().split('\n').slice(1)
    const events = rows.map((row, index) => {
      const [conversation, client, member, from, at] = row.split(',')
      return JSON.stringify({
        id: String(index + 1),
        type: 'message',
        conversation,
        client,
        member,
        from,
        at,
      })
    })
    const name = bench.write('small.ndjson', `${events.join('\n')}\n`)
    const { stdout } = await bench.alacrity(['score', name, ...asked, '--format', 'ndjson'])
    expect(stdout).toBe(`${ADA}\n${BO}\n`)
  })
})

describe.concurrent('faults', () => {
  test('a bad date at line 7,312 is told with its line, the rest is scored, status 1', async () => {
    const row = (index: number) => `c${index},cleo,ada,client,2026-03-02T09:00:00Z`
    const rows = Array.from({ length: 8000 }, (_, index) => row(index))
    rows[7310] = 'c7310,cleo,ada,client,2026-02-30T09:00:00Z'
    const name = bench.write('long.csv', `${[HEADER, ...rows].join('\n')}\n`)
    const { status, stdout, stderr } = await bench.alacrity([
      'score',
      name,
      ...asked,
      '--format',
      'csv',
    ])
    expect(status).toBe(1)
    expect(stdout).toContain('ada,shop/1,2026-03-05T12:00:00.000Z,7999,')
    expect(stderr).toContain('long.csv, line 7,312: sent_at')
    expect(stderr).toContain('2026-02-30T09:00:00Z')
    expect(stderr).toContain('Use RFC 3339')
    expect(stderr).toContain('8,000 received = 7,999 accepted + 0 duplicates + 1 refused')
  })

  test('many faults: ten in full, then counted by kind', async () => {
    const bad = Array.from({ length: 25 }, (_, index) => `c${index},cleo,ada,client,yesterday`)
    const worse = Array.from(
      { length: 5 },
      (_, index) => `d${index},cleo,ada,robot,2026-03-02T09:00:00Z`,
    )
    const name = bench.write('bad.csv', `${SMALL}${[...bad, ...worse].join('\n')}\n`)
    const { status, stderr } = await bench.alacrity(['score', name, ...asked])
    expect(status).toBe(1)
    expect(stderr.match(/bad\.csv, line/g)).toHaveLength(10)
    expect(stderr).toContain('and 20 rows more; all 30 refused, by kind:')
    expect(stderr).toMatch(/25 × sent_at/)
    expect(stderr).toMatch(/5 × sender_role/)
    expect(stderr).toContain('37 received = 7 accepted + 0 duplicates + 30 refused')
  })

  test('a missing column: nothing is done, and the message names it', async () => {
    const name = bench.write(
      'short.csv',
      'conversation_id,client_id,member_id,sent_at\nk,c,m,2026-03-02T09:00:00Z\n',
    )
    const { status, stdout, stderr } = await bench.alacrity(['score', name])
    expect(status).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain('sender_role')
  })

  test('a file that is cut off: what came before is judged, status 1', async () => {
    const whole = gzipSync(sampleText(6), { level: 0 })
    const name = bench.write('cut.ndjson.gz', whole.subarray(0, 30_000))
    const { status, stdout, stderr } = await bench.alacrity(['score', name, '--format', 'ndjson'])
    expect(status).toBe(1)
    expect(stderr).toContain('cut.ndjson.gz: file is cut off')
    expect(stdout).toContain('"member":"amara-01"')
  })

  test('an instant after everything: it says that the window is empty', async () => {
    const late = ['score', 'small.csv', '--as-of', '2027-01-01T00:00:00Z']
    const { status, stdout } = await bench.alacrity(late)
    expect(status).toBe(0)
    expect(stdout).toContain('No turn was opened in the window (90 days)')
  })

  test('duplicates are counted and are no fault; a conflict is refused', async () => {
    const event = {
      id: 'e1',
      type: 'message',
      conversation: 'k',
      client: 'c',
      member: 'ada',
      from: 'client',
      at: '2026-03-02T09:00:00Z',
    }
    const text = (...events: readonly object[]) =>
      `${events.map((one) => JSON.stringify(one)).join('\n')}\n`
    const twice = bench.write('twice.ndjson', text(event, event))
    const again = await bench.alacrity(['score', twice, ...asked])
    expect(again.status).toBe(0)
    expect(again.stderr).toContain('2 received = 1 accepted + 1 duplicate + 0 refused')
    const differs = bench.write('differs.ndjson', text(event, { ...event, client: 'd' }))
    const conflict = await bench.alacrity(['score', differs, ...asked])
    expect(conflict.status).toBe(1)
    expect(conflict.stderr).toContain(
      '2 received = 1 accepted + 0 duplicates + 1 refused (1 conflict',
    )
  })

  test('an event with text is refused with its field', async () => {
    const event = {
      id: 'e1',
      type: 'message',
      conversation: 'k',
      client: 'c',
      member: 'ada',
      from: 'client',
      at: '2026-03-02T09:00:00Z',
      text: 'hello',
    }
    const name = bench.write('text.ndjson', `${JSON.stringify(event)}\n`)
    const { status, stderr } = await bench.alacrity(['score', name])
    expect(status).toBe(2)
    expect(stderr).toContain('line 1: text holds message text')
  })
})
