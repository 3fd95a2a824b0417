import { spawnSync } from 'node:child_process'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { OwnHand } from '../src/crew/hand.ts'
import { readHistory } from '../src/index.ts'
import { FileIntake } from '../src/intake.ts'
import { look } from '../src/look.ts'
import { csvText, Inputs } from './support/files.ts'
import { plainIntake, plainScore } from './support/plain.ts'
import { policyNamed } from './support/policies.ts'
import { all } from './support/read.ts'

const inputs = new Inputs()
const COLUMNS = ['conversation_id', 'client_id', 'member_id', 'sender_role', 'sent_at']
const START = Date.UTC(2024, 0, 1)

/** A few thousand messages, mostly in order, some conversations all along the file. */
function table(rows: number): { readonly cells: string[][]; readonly records: unknown[] } {
  let state = 7
  const random = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 4_294_967_296) * below)
  }
  const cells: string[][] = []
  const records: unknown[] = []
  for (let index = 0; index < rows; index += 1) {
    const conversation =
      random(20) === 0 ? `old-${random(40)}` : `new-${Math.floor(index / 6)}-${random(3)}`
    const member = `member-${Buffer.from(conversation).reduce((sum, byte) => sum + byte, 0) % 61}`
    const client = random(9) === 0 ? `client-${random(50)}` : `client of ${conversation}`
    const from = random(5) < 3 ? 'client' : 'member'
    const at = START + index * 300_000 - (random(30) === 0 ? random(90_000_000) : 0)
    cells.push([conversation, client, member, from, new Date(at).toISOString()])
    const id = String(index + 1)
    records.push({ type: 'message', id, seq: index + 1, at, member, conversation, from, client })
  }
  return { cells, records }
}

const { cells, records } = table(6000)
const file = () => inputs.write('history.csv', csvText([COLUMNS, ...cells]))
const plain = plainIntake(records)
const last = Math.max(...plain.accepted.map(({ at }) => at))

describe('a history in threads', () => {
  for (const workers of [1, 2, 3]) {
    test(`[AS10] of ${workers} scores like the plain path, again and again`, async () => {
      await using history = await readHistory([file()], { workers, block: 5000 })
      expect(history.counts.accepted).toBe(6000)
      expect(history.lastEventAt).toBe(last)
      for (const name of ['test-days', 'upwork-2022', 'alacrity', 'test-silence', 'test-clients']) {
        const policy = policyNamed(name)
        for (const instant of [last, last - 5 * 86_400_000]) {
          const lines = await all(history.score(policy, instant))
          expect(lines).toEqual(plainScore(plain.accepted, policy, instant))
        }
      }
    }, 60_000)
  }

  for (const workers of [0, 2]) {
    test(`[EV3] in parts that were full before their end, with ${workers} more threads`, async () => {
      // Judged by its first rows, the file has a tenth of the rows that it has.
      const long = (cell: string, index: number) => (index < 40 ? cell.padEnd(250, '.') : cell)
      const rows = cells.map(([conversation = '', client = '', member = '', ...rest], index) => [
        long(conversation, index),
        long(client, index),
        long(member, index),
        ...rest,
      ])
      const path = inputs.write('long-first.csv', csvText([COLUMNS, ...rows]))
      const expected = plainIntake(
        rows.map(([conversation, client, member], index) =>
          Object.assign({}, records[index], { conversation, client, member }),
        ),
      )
      const options = { block: 5000, parts: 1, room: 700_000 }
      const parts = await new FileIntake(await look([path]), [new OwnHand()], options).read()
      expect(parts.filter(({ full }) => full).length).toBeGreaterThan(0)
      await using history = await readHistory([path], { ...options, workers })
      expect(history.faults).toEqual([])
      expect(history.counts.accepted).toBe(6000)
      for (const name of ['upwork-2022', 'alacrity']) {
        const policy = policyNamed(name)
        const lines = await all(history.score(policy, last))
        expect(lines).toEqual(plainScore(expected.accepted, policy, last))
      }
    }, 60_000)
  }

  test('with no room for even one block says so', async () => {
    await using history = await readHistory([file()], { workers: 0, block: 20_000, room: 230_000 })
    expect(history.faults[0]).toMatchObject({ field: 'file', problem: /more messages than/ })
    expect(history.counts.accepted).toBe(0)
  })

  test('scores only the members asked for', async () => {
    await using history = await readHistory([file()], { workers: 2 })
    const policy = policyNamed('alacrity')
    const wanted = ['member-7', 'nobody', 'member-12']
    const lines = await all(history.score(policy, last, { members: wanted }))
    const whole = plainScore(plain.accepted, policy, last)
    expect(lines).toEqual(whole.filter((line) => /"member":"member-(7|12)"/.test(line)))
    expect(lines).toHaveLength(2)
  })

  test('may be left half read, and be asked twice at once', async () => {
    await using history = await readHistory([file()], { workers: 2 })
    const policy = policyNamed('alacrity')
    const expected = plainScore(plain.accepted, policy, last)
    for await (const line of history.score(policy, last)) {
      expect(line).toBe(expected[0])
      break
    }
    const both = await Promise.all([
      all(history.score(policy, last)),
      all(history.score(policy, last)),
    ])
    expect(both).toEqual([expected, expected])
  })

  test('tells its progress', async () => {
    const heard: number[] = []
    const onProgress = ({ bytes, total }: { bytes: number; total: number }) => {
      heard.push(bytes / total)
    }
    await using history = await readHistory([file()], { workers: 2, onProgress })
    expect(history.memberIds.length).toBeGreaterThan(50)
    for (const part of heard) expect(part).toBeLessThanOrEqual(1)
  })

  test('refuses to score once it is closed', async () => {
    const history = await readHistory([file()], { workers: 1 })
    await history.close()
    await expect(all(history.score(policyNamed('alacrity'), last))).rejects.toThrow('closed')
  })
})

describe('a history from standard input', () => {
  const script = `
    import { readHistory } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)}
    const history = await readHistory(['-'], { workers: 1 })
    process.stdout.write(JSON.stringify(history.counts))
    await history.close()`
  test('is read like a file', () => {
    const input = csvText([COLUMNS, ...cells])
    const run = spawnSync(execPath, ['--input-type=module', '-e', script], {
      input,
      cwd: fileURLToPath(new URL('..', import.meta.url)),
    })
    expect(run.stderr.toString()).toBe('')
    expect(JSON.parse(run.stdout.toString())).toMatchObject({ accepted: 6000, refused: 0 })
  }, 30_000)
})
