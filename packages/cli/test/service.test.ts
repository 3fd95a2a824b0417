import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { DatabaseSync } from 'node:sqlite'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { COMMANDS } from '../src/commands/index.ts'
import { Bench, HEADER, messageTable, sampleText, SMALL } from './support/alacrity.ts'
import { serving } from './support/serving.ts'

const bench = new Bench()
afterAll(() => bench.remove())
bench.write('messages.csv', messageTable(12))
bench.write('sample.ndjson', sampleText(12))
bench.write('alacrity.json', JSON.stringify({ database: 'alacrity.db', port: 0 }))

describe('the service', () => {
  test('every example of the help works as it is printed, in their order', async () => {
    const commands = COMMANDS.filter(({ options }) => options.includes('config'))
    const order = [
      'import',
      'keys add',
      'keys list',
      'keys revoke',
      'rebuild',
      'backup',
      'restore',
      'serve',
    ]
    expect(commands.map(({ name }) => name).sort()).toEqual([...order].sort())
    for (const name of order) {
      const command = commands.find((each) => each.name === name)
      for (const { line } of command?.examples ?? []) {
        if (line === 'alacrity serve') continue
        const { status, stdout, stderr } = await bench.shell(line)
        const answered = stdout !== ''
        expect({ line, status, answered, stderr }).toEqual({
          line,
          status: 0,
          answered: true,
          stderr,
        })
      }
    }
    const service = await serving(bench.folder, [])
    expect(await service.end('SIGINT')).toBe(0)
  }, 120_000)

  test('a key that is made while it runs can send at once; a stop lets go of the database', async () => {
    const service = await serving(bench.folder, ['--database', 'running.db'])
    const { stdout } = await bench.alacrity([
      'keys',
      'add',
      'shop',
      '--role',
      'ingest',
      '--database',
      'running.db',
    ])
    const headers = { authorization: `Bearer ${stdout.trim()}`, 'content-type': 'application/json' }
    const event = {
      id: '1',
      type: 'outage',
      at: '2026-03-02T09:00:00Z',
      from: '2026-03-02T09:00:00Z',
      until: '2026-03-02T10:00:00Z',
    }
    const post = () =>
      fetch(`${service.url}/v1/events`, { method: 'POST', headers, body: JSON.stringify(event) })
    expect((await post()).status).toBe(201)
    const again = await bench.alacrity([
      'keys',
      'add',
      'shop',
      '--role',
      'ingest',
      '--database',
      'running.db',
    ])
    expect([again.status, again.stdout]).toEqual([2, ''])
    await bench.alacrity(['keys', 'revoke', 'shop', '--database', 'running.db'])
    expect((await post()).status).toBe(401)
    const { stdout: listed } = await bench.alacrity([
      'keys',
      'list',
      '--database',
      'running.db',
      '--format',
      'ndjson',
    ])
    expect(JSON.parse(listed)).toMatchObject({ id: 'shop', state: 'revoked' })
    expect(listed).not.toContain(stdout.trim())
    expect(await service.end('SIGTERM')).toBe(0)
    const { out, err } = service.said()
    for (const line of out.trimEnd().split('\n')) expect(JSON.parse(line)).toHaveProperty('message')
    expect(err).toContain('Nobody can send events yet')
    expect(out + err).not.toContain(stdout.trim())
    expect(existsSync(bench.path('running.db-wal'))).toBe(false)
  })

  test('turns that another version packed are made anew before it listens, and the log says so', async () => {
    const database = 'older.db'
    bench.write('older.ndjson', sampleText(6))
    const imported = await bench.alacrity(['import', 'older.ndjson', '--database', database])
    const events = Number(/^([\d,]+) received/.exec(imported.stdout)?.[1]?.replaceAll(',', ''))
    const before = await bench.alacrity(['rebuild', '--database', database])
    const file = new DatabaseSync(bench.path(database))
    file.exec("UPDATE mark SET value = 1 WHERE name = 'layout'")
    file.exec("UPDATE conversation SET turns = CAST(x'01' || substr(turns, 2) AS BLOB)")
    file.close()
    const service = await serving(bench.folder, ['--database', database])
    expect((await fetch(`${service.url}/readyz`)).status).toBe(200)
    const lines = service.said().out.trimEnd().split('\n')
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      message: 'turns of another version are made anew',
      events,
      of: events,
    })
    expect(await service.end('SIGTERM')).toBe(0)
    const after = await bench.alacrity(['rebuild', '--database', database])
    expect([after.status, after.stdout]).toEqual([0, before.stdout])
  })

  test('all faults of the configuration are named at once, and nothing is made', async () => {
    bench.write(
      'bad.json',
      JSON.stringify({ port: 70_000, prot: 1, web_root: 'nowhere', auth_type: '' }),
    )
    const env = { ALACRITY_HOST: '', ALACRITY_PROT: '1', ALACRITY_DATABASE: 'never.db' }
    const { status, stderr } = await bench.alacrity(['serve', '--config', 'bad.json'], { env })
    expect(status).toBe(2)
    for (const word of ['port', 'prot', 'ALACRITY_HOST', 'ALACRITY_PROT', 'auth_type']) {
      expect(stderr).toContain(word)
    }
    const files = {
      ALACRITY_WEB_ROOT: 'nowhere',
      ALACRITY_EMBED_KEY: 'none.json',
      ALACRITY_DATABASE: 'never.db',
    }
    const unread = await bench.alacrity(['serve', '--check'], { env: files })
    expect([unread.status, unread.stderr]).toEqual([2, expect.stringContaining('web_root')])
    expect(unread.stderr).toContain('embed_key')
    expect(existsSync(bench.path('never.db'))).toBe(false)
  })

  test('a port that is taken is told, and the status is 2', async () => {
    const holder = createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    const { port } = holder.address() as AddressInfo
    const env = { ALACRITY_PORT: String(port), ALACRITY_DATABASE: 'taken.db' }
    const { status, stderr } = await bench.alacrity(['serve'], { env })
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining(`Port ${port} of 127.0.0.1 is taken.`),
    ])
    holder.close()
  })

  test('what is not a database is told, and left as it is', async () => {
    bench.write(
      'text.db',
      'this is no database, and long enough to be read as the header of one'.repeat(20),
    )
    const { status, stderr } = await bench.alacrity(['serve', '--database', 'text.db'])
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('The database text.db cannot be used (corrupt'),
    ])
    for (const command of [['rebuild'], ['backup', 'x.db'], ['keys', 'list']]) {
      const ran = await bench.alacrity([...command, '--database', 'absent.db'])
      expect([ran.status, ran.stderr]).toEqual([
        2,
        expect.stringContaining('There is no database absent.db.'),
      ])
    }
    expect(existsSync(bench.path('absent.db'))).toBe(false)
  })
})

describe('import', () => {
  const into = (name: string, files: readonly string[], stdin = '') =>
    bench.alacrity(['import', ...files, '--database', name], { stdin })

  test('received = accepted + duplicate + refused, with line and remedy; a second time changes nothing', async () => {
    const faulty = `${SMALL}k5,dan,ada,boss,2026-03-03T10:00:00Z\nk5,dan,ada,client,2036-03-03T10:00:00Z\n`
    bench.write('small.csv', faulty)
    const first = await into('a.db', ['small.csv'])
    expect([first.status, first.stdout]).toEqual([
      1,
      '9 received = 7 accepted + 0 duplicate + 2 refused\n',
    ])
    expect(first.stderr).toContain('small.csv, line 9: sender_role is not known: "boss".')
    expect(first.stderr).toContain('lies in the future')
    const second = await into('a.db', ['small.csv'])
    expect(second.stdout).toBe('9 received = 0 accepted + 7 duplicate + 2 refused\n')
  })

  test('rows are named after their file, so another file is other messages', async () => {
    bench.write('more.csv', `${HEADER}\nk9,flo,ada,client,2026-03-06T09:00:00Z\n`)
    bench.write('packed.csv.gz', gzipSync(SMALL))
    const both = await into('b.db', ['more.csv', 'packed.csv.gz'])
    expect([both.status, both.stdout]).toEqual([
      0,
      '8 received = 8 accepted + 0 duplicate + 0 refused\n',
    ])
    bench.write('more.csv', `${HEADER}\nk9,gus,ada,client,2026-03-06T09:00:00Z\n`)
    const changed = await into('b.db', ['more.csv'])
    expect([changed.status, changed.stdout]).toEqual([
      2,
      '1 received = 0 accepted + 0 duplicate + 1 refused\n',
    ])
    expect(changed.stderr).toContain('Give a new event a new id')
  })

  test('what is served afterwards is what the command says of the file', async () => {
    const text = sampleText(5)
    const imported = await into('c.db', ['-'], text)
    expect(imported.status).toBe(0)
    bench.write('five.ndjson', text)
    const rebuilt = await bench.alacrity(['rebuild', '--database', 'c.db'])
    await into('d.db', ['five.ndjson'])
    const other = await bench.alacrity(['rebuild', '--database', 'd.db'])
    expect(rebuilt.stdout).toBe(other.stdout)
  })

  test('no file, a file that is not there, and one with nothing in it', async () => {
    expect((await into('e.db', [])).status).toBe(2)
    expect((await into('e.db', ['nowhere.csv'])).stderr).toContain('There is no file nowhere.csv.')
    expect(existsSync(bench.path('e.db'))).toBe(false)
    bench.write('empty.ndjson', '')
    expect((await into('e.db', ['empty.ndjson'])).status).toBe(2)
  })
})

describe('backup', () => {
  test('overwrites nothing', async () => {
    bench.write('there.db', '')
    const taken = await bench.alacrity(['backup', 'there.db'])
    expect([taken.status, taken.stderr]).toEqual([2, expect.stringContaining('there.db exists.')])
    const url = 'postgres://ada:hunter2@127.0.0.1:1/alacrity'
    const { status, stderr } = await bench.alacrity(['backup', 'new.copy', '--database', url])
    expect([status, stderr]).toEqual([2, expect.stringContaining('cannot be used (gone')])
    expect(stderr).not.toContain('hunter2')
    expect(existsSync(bench.path('new.copy'))).toBe(false)
  })

  test('what is restored overwrites nothing, and is a whole copy or nothing', async () => {
    const restore = (copy: string, database: string) =>
      bench.alacrity(['restore', copy, '--database', database])
    bench.write('other.db', 'something else')
    bench.write('torn.db', 'this is no database, and long enough for a header of one'.repeat(20))
    for (const [copy, database, said] of [
      ['absent.copy', 'x.db', 'There is no file absent.copy.'],
      ['torn.db', 'other.db', 'other.db exists.'],
      ['torn.db', 'x.db', 'cannot be used (corrupt'],
    ] as const) {
      const { status, stderr } = await restore(copy, database)
      expect([status, stderr]).toEqual([2, expect.stringContaining(said)])
    }
    expect(existsSync(bench.path('x.db'))).toBe(false)
  })

  test('a copy made while events come in opens as a database', async () => {
    bench.write('live.ndjson', sampleText(6))
    await bench.alacrity(['import', 'live.ndjson', '--database', 'live.db'])
    const service = await serving(bench.folder, ['--database', 'live.db'])
    expect((await bench.alacrity(['backup', 'copy.db', '--database', 'live.db'])).status).toBe(0)
    expect(await service.end('SIGINT')).toBe(0)
    const [one, two] = [
      await bench.alacrity(['rebuild', '--database', 'live.db']),
      await bench.alacrity(['rebuild', '--database', 'copy.db']),
    ]
    expect([two.status, two.stdout]).toEqual([0, one.stdout])
  })
})
