import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assemble } from '../src/assemble.ts'
import { MOST_BYTES } from '../src/column/arena.ts'
import {
  afterRecord,
  type ConversationRecords,
  FIRST_RECORD,
  HEAD_WORDS,
  idLength,
  LENGTHS,
  memberLength,
  THREAD,
} from '../src/column/conversations.ts'
import { wordsFor } from '../src/column/cell.ts'
import { wordsText } from '../src/column/interner.ts'
import { OwnHand } from '../src/crew/hand.ts'
import { join, type Joined } from '../src/fold/join.ts'
import { foldShare } from '../src/fold/table.ts'
import { FileIntake } from '../src/intake.ts'
import { look } from '../src/look.ts'
import { Scorer } from '../src/score/scorer.ts'
import { tries } from './support/cases.ts'
import { csvText, Inputs } from './support/files.ts'
import { asOf, messageRows } from './support/histories.ts'
import { plainIntake, plainScore } from './support/plain.ts'
import { policies } from './support/policies.ts'

const inputs = new Inputs()
const COLUMNS = ['conversation_id', 'client_id', 'member_id', 'sender_role', 'sent_at']

type Case = {
  readonly rows: readonly (readonly [conversation: number, member: number])[]
  readonly parts: number
  readonly block: number
  readonly of: number
}

/** Many conversations in small tables, so that many lie beyond their places and around a table's end. */
const history: fc.Arbitrary<Case> = fc.record({
  rows: fc.array(fc.tuple(fc.nat({ max: 150 }), fc.nat({ max: 2 })), {
    maxLength: 400,
    size: 'max',
  }),
  parts: fc.integer({ min: 1, max: 5 }),
  block: fc.integer({ min: 40, max: 400 }),
  of: fc.integer({ min: 1, max: 4 }),
})

async function scan(cells: readonly string[][], parts: number, block: number) {
  const file = inputs.write('join.csv', csvText([COLUMNS, ...cells]))
  const options = { block, parts, room: MOST_BYTES }
  return new FileIntake(await look([file]), [new OwnHand()], options).read()
}

async function segmentsOf({ rows, parts, block }: Case): Promise<readonly ConversationRecords[]> {
  const cells = rows.map(([conversation, member], index) => {
    const at = new Date(index * 1000).toISOString()
    return [`conversation ${conversation}`, 'a client', `member ${member}`, 'client', at]
  })
  const scanned = await scan(cells, parts, block)
  return scanned.flatMap(({ segment }) => (segment === null ? [] : [segment.conversations]))
}

/** Conversations that several segments have, each as its segments and records, by reading all of them. */
function expected(segments: readonly ConversationRecords[]): readonly string[] {
  const known = new Map<string, string[]>()
  segments.forEach(({ words, end }, segment) => {
    for (let ref = FIRST_RECORD; ref < end; ref = afterRecord(words, ref)) {
      const lengths = words[ref + LENGTHS] as number
      const id = wordsText(words, ref + HEAD_WORDS, idLength(lengths))
      const at = ref + HEAD_WORDS + wordsFor(idLength(lengths))
      const name = `${id} of ${wordsText(words, at, memberLength(lengths))}`
      known.set(name, [...(known.get(name) ?? []), `${segment}:${ref}`])
    }
  })
  return [...known.values()]
    .filter(({ length }) => length > 1)
    .map(String)
    .toSorted()
}

function found(
  segments: readonly ConversationRecords[],
  joined: readonly Joined[],
): readonly string[] {
  const chains = joined.flatMap((one) =>
    one.leaders.flatMap((refs, segment) =>
      Array.from(refs, (ref) => {
        const chain: string[] = []
        const { words } = segments[segment] as ConversationRecords
        for (
          let place = words[ref + THREAD] as number;
          place > 0;
          place = one.next[place - 1] ?? 0
        ) {
          chain.unshift(`${one.segment[place - 1]}:${one.ref[place - 1]}`)
        }
        return String([`${segment}:${ref}`, ...chain])
      }),
    ),
  )
  return chains.toSorted()
}

const selves = (of: number) => Array.from({ length: of }, (_, self) => self)

const joinsAll = (threads: (of: number) => readonly number[]) =>
  fc.asyncProperty(history, async (one) => {
    const segments = await segmentsOf(one)
    const joined = threads(one.of).map((self) => join({ segments, self, of: one.of }))
    expect(found(segments, joined)).toEqual(expected(segments))
  })

describe('conversations of several parts are found', () => {
  test('[AS10] by any number of threads, each once', async () => {
    const all = joinsAll(selves)
    const run = await fc.check(all, tries(1))
    expect(fc.defaultReportMessage(run)).toBeUndefined()
  }, 600_000)

  test('and the test finds a thread that does not join', async () => {
    const run = await fc.check(
      joinsAll((of) => selves(of - 1)),
      { numRuns: 20, seed: 20_190_613, endOnFailure: true },
    )
    expect(run.failed).toBe(true)
  })
})

/** Folded by one, whatever several have joined. */
const scoresAlike = (given: (joined: readonly Joined[]) => readonly Joined[]) =>
  fc.asyncProperty(
    fc.record({
      rows: messageRows(),
      parts: fc.integer({ min: 2, max: 5 }),
      of: fc.integer({ min: 2, max: 4 }),
      policy: policies(),
      instant: asOf(),
    }),
    async ({ rows, parts, of, policy, instant }) => {
      const cells = rows.map(({ conversation, client, member, role, at }) => [
        conversation,
        client,
        member,
        role,
        new Date(at).toISOString(),
      ])
      const { reading, events } = assemble(await scan(cells, parts, 100))
      const segments = reading.segments.map(({ conversations }) => conversations)
      const joined = given(selves(of).map((self) => join({ segments, self, of })))
      const owner = new Uint8Array(reading.order.length)
      const share = { reading, joined, owner, self: 0, events }
      const mine = Int32Array.from(owner.keys())
      const scorer = new Scorer(share, mine, foldShare(share, mine))
      const lines = scorer.ask({ policy, asOf: instant }).lines(mine, mine.length)
      const records = rows.map(({ role, ...row }, index) => ({
        ...row,
        type: 'message',
        id: String(index + 1),
        seq: index + 1,
        from: role,
      }))
      const plain = plainScore(plainIntake(records).accepted, policy, instant)
      expect(Buffer.from(lines).toString()).toBe(plain.map((line) => `${line}\n`).join(''))
    },
  )

describe('what several threads joined', () => {
  test('[AS10] scores like the plain path', async () => {
    const run = await fc.check(
      scoresAlike((joined) => joined),
      tries(1),
    )
    expect(fc.defaultReportMessage(run)).toBeUndefined()
  }, 600_000)

  test('and the test finds leaders that are looked up in the lists of another', async () => {
    const mixed = (joined: readonly Joined[]) =>
      joined.map((one, index) => ({ ...one, leaders: joined.at(index - 1)?.leaders ?? [] }))
    const run = await fc.check(scoresAlike(mixed), {
      numRuns: 300,
      seed: 20_190_613,
      endOnFailure: true,
    })
    expect(run.failed).toBe(true)
  })
})
