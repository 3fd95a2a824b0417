import fc from 'fast-check'
import { describe, expect } from 'vitest'
import {
  Assessor,
  compareEvents,
  type ConversationEvent,
  ConversationFold,
  DAY,
  type Event,
  foldConversation,
  historiesOf,
  labelHistory,
  labelRows,
  type MemberHistory,
  type Ms,
  type Policy,
  scoreLine,
  takeIn,
  turnRows,
} from '../src/index.ts'
import { Random, randomCase, randomHistory, randomPolicy } from './reference/generate.ts'
import { law, seeds } from './support/law.ts'
import { accepted, policyOf } from './support/run.ts'

const FOREVER: Ms = Date.UTC(2030, 0, 1)
type Order = (a: Event, b: Event) => number

/** Events without conflicts: only a conflict depends on arrival [EV2]. */
function historyFrom(seed: number): readonly Event[] {
  return accepted(randomHistory(seed, { duplicates: false }))
}

function isOfConversation(event: Event): event is ConversationEvent {
  return !['away', 'hours', 'outage', 'erasure'].includes(event.type)
}

/** The events of each conversation, with the rulings that name none, in the order given. */
function conversations(events: readonly Event[]): readonly (readonly ConversationEvent[])[] {
  const own = new Map<string, ConversationEvent[]>()
  const all = events.filter(isOfConversation)
  for (const event of all) {
    if (event.conversation === null) continue
    const name = JSON.stringify([event.member, event.conversation])
    if (!own.has(name)) own.set(name, [])
  }
  for (const event of all) {
    for (const [name, list] of own) {
      const [member, conversation] = JSON.parse(name) as [string, string]
      const here = event.conversation === null || event.conversation === conversation
      if (event.member === member && here) list.push(event)
    }
  }
  return [...own].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, list]) => list)
}

/** From events as they arrive, in batches, to bytes. */
type Path = (batches: readonly (readonly Event[])[], policy: Policy) => string

const engine: Path = (batches, policy) => {
  let kept: readonly Event[] = []
  for (const batch of batches) kept = takeIn([...kept, ...batch]).accepted
  const assessor = new Assessor(policy)
  const parts = [...historiesOf(kept).values()].map((history) => {
    const assessment = assessor.assess(history.table(FOREVER, policy), history.calendar, FOREVER)
    const turns = JSON.stringify(turnRows(history, FOREVER, assessor))
    return `${scoreLine(history.member, assessment)} ${turns}`
  })
  return parts.sort((a, b) => (a < b ? -1 : 1)).join('\n')
}

/** Folds what arrived, sorted in another way or not at all. */
function foldedBy(order: Order | null, twice = false): Path {
  return (batches) => {
    const arrived = twice ? batches.flat() : [...new Set(batches.flat())]
    const sorted = order === null ? arrived : [...arrived].sort(order)
    const folds = conversations(sorted).map((events) => {
      const fold = new ConversationFold()
      for (const event of events) fold.push(event)
      return fold.turns()
    })
    return JSON.stringify(folds)
  }
}

/** Each batch is sorted, but what comes late stays behind what came before it. */
const batchwise: Path = (batches, policy) => {
  const sorted = batches.map((batch) => [...batch].sort(compareEvents))
  return foldedBy(null)(sorted, policy)
}

/** In any order, some of it again, cut into batches. */
function rearranged(seed: number, events: readonly Event[]): readonly (readonly Event[])[] {
  const random = new Random(seed ^ 0x1234567)
  const again = events.filter(() => random.chance(0.2))
  const arrivals = random.shuffle([...events, ...again])
  const batches: Event[][] = []
  while (arrivals.length > 0) batches.push(arrivals.splice(0, random.integer(1, 12)))
  return batches
}

function arrivalLaw(path: Path) {
  return fc.property(seeds, (seed) => {
    const events = historyFrom(seed)
    const policy = policyOf(randomPolicy(seed))
    expect(path(rearranged(seed, events), policy)).toBe(path([events], policy))
  })
}

describe('arrival', () => {
  law(
    {
      title: '[EV3] any permutation, duplication and batching gives the same turns and score lines',
      property: arrivalLaw(engine),
    },
    {
      'a fold that sorts by at only': arrivalLaw(foldedBy((a, b) => a.at - b.at)),
      'a fold that drops the order of ids': arrivalLaw(
        foldedBy((a, b) => a.at - b.at || (a.seq ?? -1) - (b.seq ?? -1)),
      ),
      'a fold in the order of arrival': arrivalLaw(foldedBy(null)),
      'a fold that sorts each batch only': arrivalLaw(batchwise),
      'a fold that takes duplicates twice': arrivalLaw(foldedBy(compareEvents, true)),
    },
  )

  const orderLaw = (order: Order) =>
    fc.property(seeds, (seed) => {
      // Tied instants, so that seq, source and id decide.
      const tied = historyFrom(seed).map((event) => ({ ...event, at: 0 }))
      const sorted = [...new Random(seed).shuffle(tied)].sort(order)
      for (const [i, event] of sorted.slice(1).entries()) {
        const before = sorted[i]
        expect(before && compareKeys(keyOf(before), keyOf(event))).toBeLessThan(0)
      }
    })

  law(
    {
      title: '[EV3] ties are broken by seq, then source and id as UTF-8 bytes',
      property: orderLaw(compareEvents),
    },
    {
      'an order of UTF-16 units': orderLaw(
        (a, b) =>
          (a.seq ?? -1) - (b.seq ?? -1) || textOrder(a.source, b.source) || textOrder(a.id, b.id),
      ),
      'an absent seq that comes last': orderLaw((a, b) =>
        a.seq === b.seq
          ? compareEvents(a, b)
          : (a.seq ?? Number.MAX_SAFE_INTEGER) - (b.seq ?? Number.MAX_SAFE_INTEGER),
      ),
    },
  )
})

function textOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function keyOf({ seq, source, id }: Event): readonly (number | Buffer)[] {
  return [seq === null ? 0 : 1, seq ?? 0, Buffer.from(source), Buffer.from(id)]
}

function compareKeys(a: readonly (number | Buffer)[], b: readonly (number | Buffer)[]): number {
  for (const [i, x] of a.entries()) {
    const y = b[i]
    const order =
      typeof x === 'number' || typeof y === 'number' || y === undefined
        ? Number(x) - Number(y)
        : Buffer.compare(x, y)
    if (order !== 0) return order
  }
  return 0
}

/** What is pushed event by event, and asked for its turns at any time. */
type Live = Pick<ConversationFold, 'push' | 'turns'>

/** A fold that does not hear of some events. */
function deafTo(isUnheard: (event: ConversationEvent, live: Live) => boolean): () => Live {
  return () => {
    const fold = new ConversationFold()
    return {
      push: (event) => {
        if (!isUnheard(event, fold)) fold.push(event)
      },
      turns: () => fold.turns(),
    }
  }
}

function prefixLaw(start: () => Live) {
  return fc.property(seeds, (seed) => {
    for (const events of conversations(historyFrom(seed))) {
      const live = start()
      for (const [i, event] of events.entries()) {
        live.push(event)
        expect(live.turns()).toEqual(foldConversation(events.slice(0, i + 1)))
      }
    }
  })
}

/** Keeps a conversation up to date: what comes in order is pushed, what comes late folds anew. */
type Keeping = (known: readonly ConversationEvent[], late: ConversationEvent) => ConversationFold

const foldAnew: Keeping = (known, late) => {
  const fold = new ConversationFold()
  for (const event of [...known, late].sort(compareEvents)) fold.push(event)
  return fold
}

function lateLaw(keep: Keeping) {
  return fc.property(seeds, (seed) => {
    for (const events of conversations(historyFrom(seed))) {
      let fold = new ConversationFold()
      const known: ConversationEvent[] = []
      for (const event of new Random(seed).shuffle(events)) {
        const isLate = known.some((other) => compareEvents(event, other) < 0)
        if (isLate) fold = keep(known, event)
        else fold.push(event)
        known.push(event)
      }
      expect(fold.turns()).toEqual(foldConversation(events))
    }
  })
}

describe('kept up to date', () => {
  law(
    {
      title:
        '[AS10] [TN10] pushed event by event the fold equals the one from scratch at every prefix',
      property: prefixLaw(() => new ConversationFold()),
    },
    {
      'a fold deaf to withdrawals': prefixLaw(deafTo((event) => event.type === 'withdrawal')),
      'a fold that forgets rulings before their turn': prefixLaw(
        deafTo((event, live) => {
          if (event.type !== 'ruling' || event.turn === null) return false
          return !live.turns().some(({ turn }) => turn === event.turn)
        }),
      ),
      'a fold deaf to automated replies': prefixLaw(
        deafTo((event) => event.type === 'message' && event.automated),
      ),
    },
  )

  law(
    {
      title: '[AS10] late events folded anew give the same as if they had come in order',
      property: lateLaw(foldAnew),
    },
    {
      'late events pushed at the end': lateLaw((known, late) => {
        const fold = new ConversationFold()
        for (const event of [...[...known].sort(compareEvents), late]) fold.push(event)
        return fold
      }),
      'late events left out': lateLaw((known) => {
        const fold = new ConversationFold()
        for (const event of [...known].sort(compareEvents)) fold.push(event)
        return fold
      }),
    },
  )
})

/** Which table of turns answers for an instant. */
type Reading = (history: MemberHistory, policy: Policy, at: Ms) => boolean

const readable: Reading = (history, policy) => history.isReadableAtAnyInstant(policy)

/** A random case in which clients are erased more often than chance has it. */
function caseFrom(seed: number) {
  const asked = randomCase(seed)
  const random = new Random(seed ^ 0x777)
  const writers = new Set(asked.events.map((event) => event['client']))
  const erasures = [...writers].flatMap((client, i) => {
    const at = asked.from + Math.floor(random.unit() * (asked.until - asked.from))
    if (typeof client !== 'string' || random.chance(0.5)) return []
    return [{ id: `erasure ${i}`, type: 'erasure', at, client }]
  })
  return { ...asked, events: [...asked.events, ...erasures] }
}

function tableLaw(isRead: Reading) {
  return fc.property(seeds, (seed) => {
    const { events, policy: document, asOf, from } = caseFrom(seed)
    const policy = policyOf(document)
    const assessor = new Assessor(policy)
    const instants = [
      from,
      asOf,
      ...Array.from({ length: 5 }, (_, i) => from + (i * (asOf - from)) / 5),
    ]
    for (const history of historiesOf(accepted(events)).values()) {
      const latest = history.table(FOREVER, policy)
      for (const at of instants.map(Math.floor)) {
        if (!isRead(history, policy, at)) continue
        const line = (table: typeof latest) =>
          scoreLine(history.member, assessor.assess(table, history.calendar, at))
        expect(line(latest)).toBe(line(history.table(at, policy)))
      }
    }
  })
}

/** Where the label history takes each epoch's assessment from. */
type Told = (history: MemberHistory, policy: Policy, span: { from: Ms; until: Ms }) => unknown

const engineLabels: Told = (history, policy, span) =>
  labelRows(history, span, new Assessor(policy)).rows.map(({ label, epoch, held }) => [
    label,
    Date.parse(epoch),
    held,
  ])

function changesBy(
  tableAt: (history: MemberHistory, policy: Policy, at: Ms) => ReturnType<MemberHistory['table']>,
): Told {
  return (history, policy, span) => {
    const assessor = new Assessor(policy)
    const firstEvent = history.events[0]?.at ?? span.until + 1
    const { changes } = labelHistory(policy, { ...span, firstEvent }, (at) =>
      assessor.assess(tableAt(history, policy, at), history.calendar, at),
    )
    return changes.map(({ label, epoch, held }) => [label, epoch, held])
  }
}

const refolded = changesBy((history, policy, at) => history.table(at, policy))

function historyLaw(told: Told) {
  return fc.property(seeds, (seed) => {
    const { events, policy: document, from, until } = caseFrom(seed)
    const policy = policyOf(document)
    for (const history of historiesOf(accepted(events)).values()) {
      const span = { from, until: Math.min(until, from + 21 * DAY) }
      expect(told(history, policy, span)).toEqual(refolded(history, policy, span))
    }
  })
}

describe('read from one table', () => {
  law(
    {
      title: '[AS10] [TN10] a table says of every earlier instant what folding up to it says',
      property: tableLaw(readable),
    },
    {
      'also where a withdrawal moved an opening': tableLaw(() => true),
    },
  )

  law(
    {
      title: '[AS10] [LB5] a label history equals refolding at every epoch',
      property: historyLaw(engineLabels),
    },
    {
      'one table for all epochs, whatever was withdrawn': historyLaw(
        changesBy((history, policy) => history.table(FOREVER, policy)),
      ),
      'an epoch evaluated a day late': historyLaw(
        changesBy((history, policy, at) => history.table(at - DAY, policy)),
      ),
    },
  )
})
