import type { Ms, Policy } from '@alacrity/engine'
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { assemble } from '../src/assemble.ts'
import { LineGaps } from '../src/column/names.ts'
import { hashText } from '../src/column/text-cells.ts'
import { OwnHand } from '../src/crew/hand.ts'
import { FoldedTurns, foldShare } from '../src/fold/table.ts'
import { TurnLists } from '../src/fold/turn-lists.ts'
import { FileIntake } from '../src/intake.ts'
import { look } from '../src/look.ts'
import { Scorer } from '../src/score/scorer.ts'
import { Inputs } from './support/files.ts'
import { asOf, eventRecords, type Record } from './support/histories.ts'
import { MOST_BYTES } from '../src/column/arena.ts'
import { eventTexts, plainIntake, plainScore } from './support/plain.ts'
import { policyNamed } from './support/policies.ts'
import { ask } from './support/read.ts'

const inputs = new Inputs()
const PATIENCE = { numRuns: 3000, seed: 20_190_613, endOnFailure: true }

afterEach(() => void vi.restoreAllMocks())

/** The pipeline by hand, so that one of its parts can be a wrong one. */
async function scorerOf(file: string, ignoreTies: boolean, since: Ms | null = null) {
  const intake = new FileIntake(await look([file]), [new OwnHand()], {
    block: 1000,
    parts: 1,
    room: MOST_BYTES,
  })
  const { reading, events } = assemble(await intake.read())
  const owner = new Uint8Array(reading.order.length)
  const share = { reading, owner, self: 0, events, joined: [] }
  const mine = Int32Array.from(owner.keys())
  const turns = foldShare(share, mine, ignoreTies)
  // Whatever is asked, what was made for turns opened after an instant.
  if (since !== null) vi.spyOn(turns, 'since').mockReturnValue(turns.since(since))
  const scorer = new Scorer(share, mine, turns)
  return (asked: { policy: Policy; asOf: Ms }) =>
    Buffer.from(scorer.ask(asked).lines(mine, mine.length)).toString()
}

/** The same scores, but a member's turns have to be looked at together. */
function together(policy: Policy): Policy {
  return { ...policy, weights: { ...policy.weights, perClientMax: 1000 } }
}

function messagesScoreAlike(ignoreTies: boolean) {
  const policy = policyNamed('test-short')
  return fc.asyncProperty(eventRecords(true), asOf(), async (records: Record[], instant) => {
    if (records.length === 0) return
    const lines = records.map((record) => JSON.stringify(record)).join('\n')
    const file = inputs.write('planted.ndjson', lines)
    const plain = plainScore(plainIntake(records).accepted, policy, instant)
    const score = await scorerOf(file, ignoreTies)
    expect(score({ policy, asOf: instant })).toBe(plain.map((line) => `${line}\n`).join(''))
  })
}

/** Two names that have the same hash, of some hundred thousand. */
function ofOneHash(): readonly [string, string] {
  const names = new Map<number, string>()
  for (let index = 0; ; index += 1) {
    const name = `c${index}`
    const hash = hashText(name)
    const known = names.get(hash)
    if (known !== undefined) return [known, name]
    names.set(hash, name)
  }
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

  test('[AS2] turns that are left out though somebody asks about them', async () => {
    const day = 86_400_000
    const records = Array.from({ length: 60 }, (_, index) => {
      const named = { id: String(index), at: index * 4 * 3_600_000, member: `m${index % 2}` }
      const from = index % 5 === 4 ? 'member' : 'client'
      return { type: 'message', ...named, conversation: `v${index % 8}`, from, client: 'c' }
    })
    const file = inputs.write('days.ndjson', records.map((one) => JSON.stringify(one)).join('\n'))
    const { accepted } = plainIntake(records)
    const questions = [
      { policy: together(policyNamed('test-days')), asOf: 10 * day },
      { policy: together(policyNamed('test-days')), asOf: 3 * day },
      { policy: together(policyNamed('test-short')), asOf: 10 * day },
    ]
    const expected = questions.map(({ policy, asOf }) =>
      plainScore(accepted, policy, asOf)
        .map((line) => `${line}\n`)
        .join(''),
    )
    expect(questions.map(await scorerOf(file, false))).toEqual(expected)
    // Each question, though wider, gets what the first one needed.
    const [first, ...others] = questions.map(await scorerOf(file, false, 8 * day))
    expect(first).toBe(expected[0])
    for (const [index, other] of others.entries()) expect(other).not.toBe(expected[index + 1])
  })

  test('[TN10] that a member is forgotten whose turns are too old or too late', async () => {
    const day = 86_400_000
    const hours = { early: [24, 235], late: [235], old: [24], usual: [220] }
    const records = Object.entries(hours).flatMap(([member, instants]) =>
      instants.map((at) => {
        const named = { id: `${member} ${at}`, member, conversation: `${member} ${at}` }
        return { type: 'message', ...named, at: at * 3_600_000, from: 'client', client: 'c' }
      }),
    )
    const file = inputs.write('early.ndjson', records.map((one) => JSON.stringify(one)).join('\n'))
    const policy = policyNamed('test-days')
    // The second question needs none of the turns that the first one left out.
    const narrow = { ...policy, window: { ...policy.window, days: day } }
    const questions = [
      { policy, asOf: 10 * day },
      { policy: narrow, asOf: 9.5 * day },
    ]
    const expected = questions.map(({ policy: asked, asOf: instant }) =>
      plainScore(plainIntake(records).accepted, asked, instant)
        .map((line) => `${line}\n`)
        .join(''),
    )
    expect(questions.map(await scorerOf(file, false))).toEqual(expected)
    // Only those are known who have a turn among those that count.
    vi.spyOn(FoldedTurns.prototype, 'hasTurn').mockImplementation(function (this: FoldedTurns, of) {
      return this.since(8 * day).numbersOf(of).length > 0
    })
    const [first] = questions.map(await scorerOf(file, false))
    expect(first).not.toBe(expected[0])
  })

  test('[AS4] two clients of one hash taken for one, or one for two', async () => {
    const [one, other] = ofOneHash()
    const records = [one, other, one, one].map((client, index) => {
      const named = { id: String(index), at: index, member: 'm', conversation: `v${index}` }
      return { type: 'message', ...named, from: 'client', client }
    })
    const file = inputs.write('hash.ndjson', records.map((each) => JSON.stringify(each)).join('\n'))
    const policy = policyNamed('test-short')
    const asked = { policy, asOf: 86_400_000 }
    const [expected] = plainScore(plainIntake(records).accepted, policy, asked.asOf)
    expect(expected).toMatch('"clients":2')
    expect((await scorerOf(file, false))(asked)).toBe(`${expected}\n`)
    const same = vi.spyOn(TurnLists.prototype, 'sameClient').mockReturnValue(true)
    expect((await scorerOf(file, false))(asked)).toMatch('"clients":1')
    same.mockReturnValue(false)
    expect((await scorerOf(file, false))(asked)).toMatch('"clients":4')
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
