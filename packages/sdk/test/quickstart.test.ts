import type { ChildProcess } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Reader, said } from './support/page.ts'
import { openShop, type Shop } from './support/shop.ts'

let reader: Reader
let shop: Shop | string
beforeAll(async () => {
  reader = new Reader('docs/quickstart.md', {
    ALACRITY_PORT: '0',
    ALACRITY_WEBHOOK_LOOPBACK: 'true',
  })
  shop = await openShop()
}, 60_000)
let service: ChildProcess | null = null
afterAll(async () => {
  if (service?.exitCode === null) {
    const ended = new Promise((resolve) => service?.on('close', resolve))
    service.kill('SIGTERM')
    await ended
  }
  if (typeof shop !== 'string') await shop.close()
  reader.remove()
}, 60_000)

/** What a program of the reader that uses their files prints. */
async function program(text: string): Promise<string> {
  reader.write('try.ts', text)
  const { status, stdout, stderr } = await reader.run('node try.ts', env)
  if (status !== 0) throw new Error(stderr)
  return stdout
}
const env: Record<string, string> = {}

const cell = (value: unknown): string => {
  const text = String(value)
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Runs a command that is on the page. */
async function follow(line: string) {
  expect(reader.commands).toContain(line)
  const ended = await reader.run(line, env)
  expect(`${ended.status} ${ended.stderr}`).toMatch(/^0/)
  return ended
}

// One test goes on where the one before stopped, as its reader does.
describe('docs/quickstart.md, followed to the letter', { timeout: 120_000 }, () => {
  test('its programs compile', async () => {
    expect([...reader.files.keys()].filter((name) => name.endsWith('.ts'))).toEqual([
      'identity.ts',
      'alacrity.ts',
      'member.ts',
      'webhook.ts',
    ])
    expect(reader.loose).toBe('')
    expect(await reader.compile()).toBe('')
    // Control: a mistake is found.
    reader.write(
      'wrong.ts',
      "import { messageSent } from './alacrity.ts'\nvoid messageSent({ id: 1 })\n",
    )
    expect(await reader.compile()).toContain('wrong.ts')
    reader.write('wrong.ts', '')
  })

  test('1: the history comes out of a real PostgreSQL', async ({ skip }) => {
    if (typeof shop === 'string') return skip(shop)
    const rows = await shop.query(reader.files.get('export.sql') ?? '')
    expect(rows).toHaveLength(120)
    const columns = Object.keys(rows[0] ?? {})
    // psql --csv writes it so.
    const lines = rows.map((row) => columns.map((column) => cell(row[column])).join(','))
    reader.write('messages.csv', `${columns.join(',')}\n${lines.join('\n')}\n`)
    expect(JSON.stringify(rows)).not.toContain('Gladly')
    return undefined
  })

  test('2: the command shows the scores', async ({ skip }) => {
    if (typeof shop === 'string') return skip(shop)
    expect((await follow('alacrity score messages.csv')).stdout).toMatch(/ada +\d.*● Responsive/)
    expect((await follow('alacrity explain messages.csv --member ada')).stdout).toContain(
      'client-7',
    )
    const compare = 'alacrity policy compare alacrity upwork-2022 messages.csv'
    expect(reader.page).toContain(compare)
    expect((await reader.run(compare)).status).toBe(0)
    return undefined
  })

  test('3: the service runs, and tells the label', async ({ skip }) => {
    if (typeof shop === 'string') return skip(shop)
    await follow('node identity.ts')
    const imported = await follow('alacrity import messages.csv --config alacrity.json')
    expect(imported.stdout).toContain('120 accepted')
    const again = await follow('alacrity import messages.csv --config alacrity.json')
    expect(again.stdout).toContain('120 duplicate')
    for (const [name, role] of [
      ['INGEST_KEY', 'market --role ingest'],
      ['OPERATOR_KEY', 'workbench --role operator'],
    ] as const) {
      env[name] = (await follow(`alacrity keys add ${role} --config alacrity.json`)).stdout.trim()
    }
    const serve = 'alacrity serve --config alacrity.json'
    expect(reader.commands).toContain(serve)
    // A key of the reader is no setting of the service.
    service = reader.start(serve.split(' '))
    env['SERVICE_URL'] = await said(service, /listens on (\S+)/)
    const labelsOf = async (member: string) =>
      (await fetch(`${env['SERVICE_URL']}/v1/labels/${member}`)).text()
    await expect.poll(() => labelsOf('ada'), { timeout: 30_000 }).toBe('{"labels":["Responsive"]}')
    expect(reader.page).toContain('```json\n{"labels":["Responsive"]}\n```')
    expect(await labelsOf('bob')).toBe('{"labels":[]}')
    return undefined
  })

  test('4: new messages are sent, and what is stored is told', async ({ skip }) => {
    if (typeof shop === 'string') return skip(shop)
    const told = await program(`
      import { messageSent, queue } from './alacrity.ts'
      const conversation = { id: 'ada-1', client: 'client-1', freelancer: 'ada' }
      const message = { id: 100_001, conversation, author: 'client-1', sentAt: new Date() }
      const first = messageSent(message)
      const again = messageSent(message)
      const reply = messageSent({ ...message, id: 100_002, author: 'ada', sentAt: new Date() })
      console.log(await queue.flush())
      console.log((await Promise.all([first, again, reply])).map(({ kind }) => kind).join())
    `)
    expect(told).toBe('{ waiting: 0 }\naccepted,duplicate,accepted\n')
    return undefined
  })

  test('6: a member has a score, and a frame that shows it', async ({ skip }) => {
    if (typeof shop === 'string') return skip(shop)
    const told = await program(`
      import { createAlacrity } from '@alacrity/sdk'
      import { embedToken, scoreLine } from './member.ts'
      console.log(await scoreLine('ada'))
      const token = await embedToken('ada')
      const framed = createAlacrity({ baseUrl: process.env.SERVICE_URL ?? '', token })
      console.log((await framed.member('ada').score()).turns_total)
    `)
    expect(told).toMatch(/^Your score is (100|9\d)\.\d\. .+\n41\n$/)
    return undefined
  })

  test('7: a webhook is posted, verified and told', async ({ skip }) => {
    if (typeof shop === 'string') return skip(shop)
    const told = await program(`
      import { once } from 'node:events'
      import { createAlacrity } from '@alacrity/sdk'
      import { memberToken } from './member.ts'
      import { receiver, subscribe } from './webhook.ts'
      const port = 20_000 + (process.pid % 20_000)
      const secret = await subscribe(\`http://127.0.0.1:\${port}/\`)
      const { promise: line, resolve: heard } = Promise.withResolvers<string>()
      const listening = receiver(secret, heard).listen(port, '127.0.0.1')
      await once(listening, 'listening')
      const forged = await fetch(\`http://127.0.0.1:\${port}/\`, { method: 'POST', body: '{}' })
      console.log(forged.status)
      const token = await memberToken('ada')
      const me = createAlacrity({ baseUrl: process.env.SERVICE_URL ?? '', token }).member('ada')
      const turns = await me.turns().page({ limit: 1 })
      await me.contest({ subject: 'turn', about: turns.items[0]?.turn ?? '', reason: 'Look again.' })
      console.log(await line)
      listening.close()
      listening.closeAllConnections()
    `)
    expect(told).toMatch(/^400\ncontest\.opened: \{.*"member":"ada"/)
    return undefined
  })

  test('every command of the page is run here, but for those of other suites', () => {
    const elsewhere = reader.commands.filter(
      (line) => !line.startsWith('alacrity ') && line !== 'node identity.ts',
    )
    expect(elsewhere).toEqual([
      // Needs a psql; the query itself is run above.
      'psql "$DATABASE_URL" --csv --file export.sql > messages.csv',
      // Asked by fetch above.
      'curl http://127.0.0.1:8787/v1/labels/ada',
      // The package's own test does the same.
      'npm run build -w @alacrity/sdk',
      'npm pack ../packages/sdk/dist',
      // The badge's and the pages' own tests build and open them.
      'npm run build -w @alacrity/badge',
      'npm run build -w @alacrity/web',
      'ALACRITY_WEB_ROOT=../packages/web/dist alacrity serve --config alacrity.json',
    ])
  })
})
