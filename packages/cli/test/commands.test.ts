import { afterAll, describe, expect, test } from 'vitest'
import { Bench, SHOP, SMALL, SMALL_AS_OF, sampleText } from './support/alacrity.ts'

const bench = new Bench()
bench.write('small.csv', SMALL)
bench.write('shop.json', SHOP)
bench.write('sample.ndjson', sampleText(16))
afterAll(() => bench.remove())

const asOf = ['--as-of', SMALL_AS_OF]

const TURN_FIELDS =
  'turn,member,client,conversation,ordinal,initiated_by,kind,opened_at,messages,replied_at,replied_with,' +
  'auto_replied_at,ended_at,ended_by,ended_who,excused,elapsed_ms,outcome'

describe.concurrent('turns', () => {
  test('without a policy the facts alone, opinions null', async () => {
    const { stdout, status } = await bench.alacrity([
      'turns',
      'small.csv',
      ...asOf,
      '--format',
      'ndjson',
    ])
    expect(status).toBe(0)
    expect(stdout.split('\n')[0]).toBe(
      '{"turn":"1","member":"ada","client":"cleo","conversation":"k1","ordinal":1,"initiated_by":"client",' +
        '"kind":"message","opened_at":"2026-03-02T09:00:00.000Z","messages":2,"replied_at":"2026-03-02T11:00:00.000Z",' +
        '"replied_with":"message","auto_replied_at":null,"ended_at":null,"ended_by":null,"ended_who":null,' +
        '"excused":null,"elapsed_ms":null,"outcome":null}',
    )
  })

  test('with a policy elapsed time and outcome; csv has the same fields in the same order', async () => {
    const args = ['turns', 'small.csv', ...asOf, '--policy', 'shop.json', '--format', 'csv']
    const lines = (await bench.alacrity(args)).stdout.trim().split('\n')
    expect(lines[0]).toBe(TURN_FIELDS)
    expect(lines.slice(1).map((line) => line.split(',').slice(-2))).toEqual([
      ['7200000', 'on_time'],
      ['108000000', 'late'],
      ['14400000', 'pending'],
      ['180000000', 'missed'],
    ])
  })

  test('the table and json', async () => {
    const args = ['turns', 'small.csv', ...asOf, '--policy', 'shop']
    expect((await bench.alacrity(args)).stderr).toContain('There is no policy shop.')
    const table = await bench.alacrity(['turns', 'small.csv', ...asOf, '--policy', './shop.json'])
    expect(table.stdout).toContain('4 turns · as of 2026-03-05 12:00 UTC · shop/1')
    const json = await bench.alacrity(['turns', 'small.csv', ...asOf, '--format', 'json'])
    expect(JSON.parse(json.stdout)).toHaveLength(4)
  })
})

describe.concurrent('labels', () => {
  const span = ['--from', '2026-03-03T00:00:00Z', '--until', '2026-03-12T00:00:00Z']
  const labels = (...more: readonly string[]) =>
    bench.alacrity(['labels', 'small.csv', '--policy', 'shop.json', ...span, ...more])

  test('one row for every change, both ends of the span included', async () => {
    const { stdout, status } = await labels('--format', 'ndjson')
    expect(status).toBe(0)
    expect(stdout).toBe(
      '{"member":"ada","label":"Responsive","epoch":"2026-03-03T00:00:00.000Z","held":true,"policy":"shop/1"}\n' +
        '{"member":"ada","label":"Responsive","epoch":"2026-03-07T00:00:00.000Z","held":false,"policy":"shop/1"}\n',
    )
  })

  test('csv and table', async () => {
    const csv = (await labels('--format', 'csv')).stdout.split('\n')
    expect(csv[0]).toBe('member,label,epoch,held,policy')
    expect(csv[1]).toBe('ada,Responsive,2026-03-03T00:00:00.000Z,true,shop/1')
    expect((await labels()).stdout).toContain('2 changes · 1 given, 1 taken')
  })

  test('a span that ends before it begins', async () => {
    const args = [
      'labels',
      'small.csv',
      '--from',
      '2026-03-03T00:00:00Z',
      '--until',
      '2026-03-01T00:00:00Z',
    ]
    const { status, stderr } = await bench.alacrity(args)
    expect(status).toBe(2)
    expect(stderr).toContain('is before --from')
  })
})

describe.concurrent('explain', () => {
  const explain = (...more: readonly string[]) =>
    bench.alacrity(['explain', 'small.csv', '--policy', 'shop.json', ...asOf, ...more])

  test('[AS8] score, label, rule, who waits, what comes, the ledger', async () => {
    const { stdout, status } = await explain('--member', 'ada')
    expect(status).toBe(0)
    for (const part of [
      'Score      50.0',
      '● Responsive',
      'on time at least 50 %',
      'Who is waiting',
      'What comes',
      'What to do next',
      'Ledger',
      'answered after the deadline',
      '−50.00',
    ]) {
      expect(stdout).toContain(part)
    }
  })

  test('json and ndjson are the engine’s object, csv its ledger', async () => {
    const told = JSON.parse((await explain('--member', 'ada', '--format', 'json')).stdout)
    expect(told).toMatchObject({ member: 'ada', score: 50, policy: 'shop/1' })
    expect(told.turns).toHaveLength(3)
    const line = (await explain('--member', 'ada', '--format', 'ndjson')).stdout
    expect(JSON.parse(line)).toEqual(told)
    const csv = (await explain('--member', 'ada', '--format', 'csv')).stdout.trim().split('\n')
    expect(csv).toHaveLength(4)
    expect(csv[0]).toContain('effect_points')
  })

  test('an unknown member names the nearest; without a member it asks which', async () => {
    const unknown = await explain('--member', 'adaa')
    expect(unknown.status).toBe(2)
    expect(unknown.stderr).toContain('Did you mean ada?')
    const none = await explain()
    expect(none.status).toBe(2)
    expect(none.stderr).toContain('Which of the 2 members?')
  })
})

describe.concurrent('policy', () => {
  test('list shows every preset, the default first', async () => {
    const { stdout } = await bench.alacrity(['policy', 'list', '--format', 'csv'])
    const lines = stdout.trim().split('\n')
    expect(lines[0]).toBe('policy,title,deadline,measure,label')
    expect(lines[1]).toMatch(/^alacrity\/1,/)
    expect(lines.length).toBeGreaterThan(15)
    expect((await bench.alacrity(['policy', 'list'])).stdout).toContain('upwork-2022/1')
  })

  test('show prints the document, which is a policy again', async () => {
    const { stdout } = await bench.alacrity(['policy', 'show', 'upwork-2022/1'])
    expect(JSON.parse(stdout).policy).toBe('upwork-2022/1')
    bench.write('copy.json', stdout)
    expect((await bench.alacrity(['policy', 'lint', 'copy.json'])).stdout).toContain(
      'upwork-2022/1:',
    )
  })

  test('lint: nothing found 0, a warning 1 with an example, not a policy 2', async () => {
    const good = await bench.alacrity(['policy', 'lint', 'alacrity'])
    expect(good).toMatchObject({ status: 0, stdout: ' alacrity/1: nothing found.\n' })
    const warned = await bench.alacrity(['policy', 'lint', 'upwork-2022', '--format', 'json'])
    expect(warned.status).toBe(1)
    expect(JSON.parse(warned.stdout)[0]).toMatchObject({ severity: 'warning', rule: 'LB3' })
    bench.write(
      'typo.json',
      '{"policy":"a/1","measures":{"x":{"kind":"rate"}},"labels":[],"windw":{}}',
    )
    const typo = await bench.alacrity(['policy', 'lint', 'typo.json'])
    expect(typo.status).toBe(2)
    expect(typo.stderr).toContain('typo.json is not a policy: windw is not a known field.')
    expect(typo.stderr).toContain('known here: policy, title')
  })

  test('compare tells who gains, who loses and how often labels change', async () => {
    const args = ['policy', 'compare', 'alacrity', 'upwork-2022', 'sample.ndjson']
    const table = await bench.alacrity(args)
    expect(table.status).toBe(0)
    expect(table.stdout).toContain('alacrity/1 against upwork-2022/1')
    expect(table.stdout).toContain('changes in 100 months')
    expect(table.stdout).toMatch(/both agree on [\d.]+ % of members/)
    const { members, policies, labels } = JSON.parse(
      (await bench.alacrity([...args, '--format', 'json'])).stdout,
    )
    expect(members).toBe(16)
    const [{ gains, loses, both, neither }] = labels
    expect(both + neither + gains.length + loses.length).toBe(16)
    expect(policies[0].labels[0].members).toBe(both + loses.length)
    expect(policies[1].labels[0].members).toBe(both + gains.length)
  })

  test('a policy compared with itself agrees on everybody', async () => {
    const args = [
      'policy',
      'compare',
      'alacrity',
      'alacrity/1',
      'sample.ndjson',
      '--format',
      'json',
    ]
    const { labels } = JSON.parse((await bench.alacrity(args)).stdout)
    expect(labels[0]).toMatchObject({ gains: [], loses: [], agreement_percent: 100 })
  })

  test('an unknown field of a policy names the field; bad JSON its place', async () => {
    bench.write('field.json', SHOP.replace('"window":{"days":7}', '"window":{"dayz":7}'))
    const field = await bench.alacrity(['score', 'small.csv', '--policy', 'field.json'])
    expect(field.status).toBe(2)
    expect(field.stderr).toContain('window.dayz is not a known field')
    bench.write('comma.json', '{\n  "policy": "a/1",\n}\n')
    const comma = await bench.alacrity(['score', 'small.csv', '--policy', 'comma.json'])
    expect(comma.status).toBe(2)
    expect(comma.stderr).toMatch(/is not JSON: .*line 3/)
  })

  test.for([
    ['upwrk', 'upwork-2022'],
    ['alacity', 'alacrity'],
    ['upwork-2022/2', 'upwork-2022/1'],
  ] as const)('the unknown policy %s names %s', async ([given, meant]) => {
    const { status, stderr } = await bench.alacrity(['score', 'small.csv', '--policy', given])
    expect(status).toBe(2)
    expect(stderr).toContain(`There is no policy ${given}.`)
    expect(stderr).toContain(meant)
  })
})

test('demo shows scores, labels, an explanation and what to try next', async () => {
  const { status, stdout, stderr } = await bench.alacrity(['demo'])
  expect(status).toBe(0)
  expect(stderr).toBe('')
  for (const part of [
    '60 members',
    '● Responsive',
    'earn Responsive',
    'One of them, explained',
    'Ledger',
    'Try next',
  ]) {
    expect(stdout).toContain(part)
  }
  const lines = stdout.split('\n').map((line) => line.trim())
  const next = lines.filter((line) => line.startsWith('npx alacrity '))
  expect(next.length).toBeGreaterThan(3)
  // Each works when it is copied, in this order.
  for (const line of next) {
    const { status: code, stderr: said } = await bench.shell(line.replace(/^npx /, ''))
    expect({ line, code, said }).toMatchObject({ line, code: 0 })
  }
}, 30_000)
