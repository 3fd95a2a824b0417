import type { Ms, Policy } from '@alacrity/engine'
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { assemble } from '../src/assemble.ts'
import { LineGaps } from '../src/column/names.ts'
import { OwnHand } from '../src/crew/hand.ts'
import { foldShare } from '../src/fold/table.ts'
import { FileIntake } from '../src/intake.ts'
import { look } from '../src/look.ts'
import { Scorer } from '../src/score/scorer.ts'
import { Inputs } from './support/files.ts'
import { asOf, eventRecords, type Record } from './support/histories.ts'
import { eventTexts, plainIntake, plainScore } from './support/plain.ts'
import { policyNamed } from './support/policies.ts'
import { ask } from './support/read.ts'

const inputs = new Inputs()
const PATIENCE = { numRuns: 3000, seed: 20_190_613, endOnFailure: true }

afterEach(() => void vi.restoreAllMocks())

/** The pipeline by hand, so that one of its parts can be a wrong one. */
async function scoreFolded(file: string, asked: { policy: Policy; asOf: Ms }, ignoreTies: boolean) {
  const intake = new FileIntake(await look([file]), [new OwnHand()], { block: 1000, parts: 1 })
  const { reading, events } = assemble(await intake.read())
  const owner = new Uint8Array(reading.order.length)
  const share = { reading, owner, self: 0, events }
  const mine = Int32Array.from(owner.keys())
  const scorer = new Scorer(share, mine, foldShare(share, mine, ignoreTies))
  return scorer.lines(mine, asked)
}

function messagesScoreAlike(ignoreTies: boolean) {
  const policy = policyNamed('test-short')
  return fc.asyncProperty(eventRecords(true), asOf(), async (records: Record[], instant) => {
    if (records.length === 0) return
    const lines = records.map((record) => JSON.stringify(record)).join('\n')
    const file = inputs.write('planted.ndjson', lines)
    const plain = plainScore(plainIntake(records).accepted, policy, instant)
    const score = await scoreFolded(file, { policy, asOf: instant }, ignoreTies)
    expect(score).toBe(plain.map((line) => `${line}\n`).join(''))
  })
}

describe('the comparison with the plain path finds', () => {
  test('[EV3] nothing where nothing is wrong', async () => {
    const run = await fc.check(messagesScoreAlike(false), { ...PATIENCE, numRuns: 100 })
    expect(run.failed).toBe(false)
  })

  test('[EV3] a fold that leaves messages of one instant as they came', async () => {
    const run = await fc.check(messagesScoreAlike(true), PATIENCE)
    expect(run.failed).toBe(true)
    expect(String(run.errorInstance)).toMatch('AssertionError')
  })

  test('[TN8] a reader that does not count the lines it skips', async () => {
    const header = 'conversation_id,client_id,member_id,sender_role,sent_at'
    const row = 'v,c,m,client,2024-03-01T10:00:00Z'
    const file = inputs.write('skips.csv', [header, '', row, row, ''].join('\n'))
    const plain = [2, 3].map((line) => {
      const at = '2024-03-01T10:00:00Z'
      const named = { id: String(line), seq: line, at, member: 'm', conversation: 'v' }
      return { type: 'message', ...named, from: 'client', client: 'c' }
    })
    const asked = { policy: policyNamed('alacrity'), asOf: 0 }
    const expected = eventTexts(plainIntake(plain).accepted)
    expect(eventTexts((await ask([file], asked)).events)).toEqual(expected)
    vi.spyOn(LineGaps.prototype, 'skip').mockImplementation(() => {})
    expect(eventTexts((await ask([file], asked)).events)).not.toEqual(expected)
  })
})
