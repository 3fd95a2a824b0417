import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, watch } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { COMMANDS } from '../src/commands/index.ts'
import { Bench, messageTable, sampleText, SMALL } from './support/alacrity.ts'

const bench = new Bench()
bench.write('small.csv', SMALL)
bench.write('sample.ndjson', sampleText(16))
bench.write('messages.csv', messageTable(16))
afterAll(() => bench.remove())

describe.concurrent('help', () => {
  test.for(COMMANDS.map(({ name }) => name))(
    'alacrity %s --help starts with examples',
    async (name) => {
      const { status, stdout } = await bench.alacrity([...name.split(' '), '--help'])
      expect(status).toBe(0)
      const headings = stdout.split('\n').filter((line) => /^[A-Z][a-z]+$/.test(line))
      expect(headings[0]).toBe('Examples')
      expect((await bench.alacrity(['help', ...name.split(' ')])).stdout).toBe(stdout)
    },
  )

  test('alacrity help, --help, version', async () => {
    const { status, stdout } = await bench.alacrity(['help'])
    expect(status).toBe(0)
    for (const { name } of COMMANDS) expect(stdout).toContain(`  ${name} `)
    expect((await bench.alacrity(['--help'])).stdout).toBe(stdout)
    expect((await bench.alacrity(['--version'])).stdout).toMatch(/^alacrity \d+\.\d+\.\d+, Node 26/)
  })
})

// Those of the service are played by service.test.ts, one after the other.
const NEEDS_DATABASE = 'config'

test('every example of the help works as it is printed', async () => {
  bench.write('my-policy.json', (await bench.alacrity(['policy', 'show', 'alacrity'])).stdout)
  const plain = COMMANDS.filter(({ options }) => !options.includes(NEEDS_DATABASE))
  const examples = plain.flatMap(({ examples: list }) => list.map(({ line }) => line))
  const help = (await bench.alacrity(['help'])).stdout.split('\n').map((line) => line.trim())
  const all = [
    ...help.filter((line) => line.startsWith('alacrity ') && !line.includes(':')),
    ...examples,
  ]
  expect(all.length).toBeGreaterThan(20)
  const works = async (line: string) => {
    const { status, stdout, stderr } = await bench.shell(line)
    const file = / --(?:out|html) (\S+)/.exec(line)?.[1]
    const answered = file === undefined ? stdout !== '' : existsSync(bench.path(file))
    expect({ line, status, answered, stderr }).toEqual({ line, status: 0, answered: true, stderr })
  }
  while (all.length > 0) await Promise.all(all.splice(0, 4).map(works))
}, 60_000)

describe.concurrent('what is not known', () => {
  test.for([
    [['scor'], 'There is no command scor.', 'Did you mean score?'],
    [
      ['score', 'small.csv', '--polcy', 'x'],
      'There is no option --polcy.',
      'Did you mean --policy?',
    ],
    [
      ['score', 'small.csv', '--seed', '1'],
      'This command does not take --seed.',
      'It takes --policy',
    ],
    [
      ['score', 'small.csv', '--format', 'tabel'],
      'There is no format tabel.',
      'Did you mean table?',
    ],
    [['score', 'small.csv', '--format'], '--format needs a value.', 'Write --format FORMAT.'],
    [['score', 'small.csv', '--chart=yes'], '--chart takes no value.', 'Write --chart alone.'],
    [
      ['score', 'small.csv', '--as-of', 'x', '--as-of', 'y'],
      '--as-of is given 2 times.',
      'Give it once.',
    ],
    [
      ['score', 'small.csv', '--as-of', '2026-03-05'],
      '--as-of is not an instant',
      'Did you mean 2026-03-05T00:00:00Z?',
    ],
    [['score', 'small.csv', '--as-of', 'noon'], '--as-of is not an instant', 'RFC 3339'],
    [['score', 'small.csv', '--workers', 'many'], '--workers is many.', 'whole number'],
    [
      ['score', 'small.csv', '--out', 'no/such/folder.csv'],
      'no/such/folder.csv cannot be written',
      'Name a file',
    ],
    [['score'], 'Name at least one file.', '`alacrity score --help`'],
    [['score', 'nowhere.csv'], 'There is no file nowhere.csv.', 'Check the path.'],
    [['score', '.'], '. is a folder.', 'Name the files in it.'],
    [['policy'], '`alacrity policy` needs a word more.', '`alacrity policy list`'],
    [['policy', 'shw'], 'There is no `alacrity policy shw`.', 'Did you mean show?'],
    [['policy', 'show'], 'Name a policy.', '`alacrity policy list`'],
    [
      ['policy', 'compare', 'alacrity'],
      'Name two policies, then the files.',
      'alacrity policy compare',
    ],
    [['turns', 'small.csv', '--html', 'x'], 'This command does not take --html.', 'It takes'],
  ] as const)('%j', async ([args, problem, remedy]) => {
    const { status, stdout, stderr } = await bench.alacrity(args)
    expect(status).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain(problem)
    expect(stderr).toContain(remedy)
  })

  test('nothing at all: the overview on standard error, status 2', async () => {
    const { status, stdout, stderr } = await bench.alacrity([])
    expect(status).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain('Commands')
  })

  test('an empty file', async () => {
    bench.write('empty.csv', '')
    const { status, stderr } = await bench.alacrity(['score', 'empty.csv'])
    expect(status).toBe(2)
    expect(stderr).not.toBe('')
  })
})

describe('files and streams', () => {
  const left = () => readdirSync(bench.folder).filter((name) => name.endsWith('.part'))

  test('--out appears whole or not at all', async () => {
    const good = await bench.alacrity(['score', 'small.csv', '--format', 'csv', '--out', 'out.csv'])
    expect(good).toMatchObject({ status: 0, stdout: '' })
    const before = readFileSync(bench.path('out.csv'), 'utf8')
    expect(before.split('\n')).toHaveLength(4)
    const bad = await bench.alacrity([
      'score',
      'small.csv',
      '--member',
      'nobody',
      '--out',
      'out.csv',
    ])
    expect(bad.status).toBe(2)
    expect(readFileSync(bench.path('out.csv'), 'utf8')).toBe(before)
    expect(left()).toEqual([])
  })

  test('a reader that has seen enough ends it quietly', async () => {
    const { status, stdout, stderr } = await bench.shell(
      'alacrity sample --members 100 | head -n 1',
    )
    expect(status).toBe(0)
    expect(stdout.split('\n')).toHaveLength(2)
    expect(stderr).toBe('')
  })

  test('an interrupt ends with 130 and leaves no file', async () => {
    // So many events take long enough to be interrupted while they are written.
    const watcher = watch(bench.folder)
    const begun = new Promise<void>((resolve) => {
      watcher.on('change', (_, name) => {
        if (String(name).endsWith('.part')) resolve()
      })
    })
    const line = 'exec alacrity sample --members 1000 --out big.ndjson'
    const child = spawn('sh', ['-c', line], {
      cwd: bench.folder,
      env: { ...process.env, PATH: `${bench.path('bin')}:${process.env['PATH'] ?? ''}` },
      stdio: 'ignore',
    })
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
    await begun
    child.kill('SIGINT')
    expect(await ended).toBe(130)
    watcher.close()
    expect(existsSync(bench.path('big.ndjson'))).toBe(false)
    expect(left()).toEqual([])
  }, 30_000)

  test('colours only on a screen, and not where NO_COLOR or --no-color says so', async () => {
    const wrapped = (line: string) => bench.shell(`script -qec '${line}' /dev/null`)
    if ((await bench.shell('command -v script')).status !== 0) return
    expect((await wrapped('alacrity score small.csv')).stdout).toContain('\u001B[')
    expect((await wrapped('alacrity score small.csv --no-color')).stdout).not.toContain('\u001B[3')
    expect((await wrapped('NO_COLOR=1 alacrity score small.csv')).stdout).not.toContain('\u001B[3')
  })
})
