import {
  Assessor,
  historiesOf,
  labelRows,
  type MemberHistory,
  parseEvent,
  type Policy,
  takeIn,
} from '@alacrity/engine'
import type { Draw } from './draw.ts'
import { exchange } from './history.ts'
import type { WireEvent } from './random-history.ts'
import { DAY, HOUR } from './service.ts'

/** What a member did about their own visibility, which must read like having no label. */
export type Hiding = 'none' | 'opted_out' | 'restricted' | 'erased'
export type Life = { readonly events: readonly WireEvent[]; readonly hiding: Hiding }
/** Two lives of one member that differ in anything but the label history. */
export type Twins = { readonly member: string; readonly one: Life; readonly other: Life }

type Span = { readonly policy: Policy; readonly until: number; readonly published: number }

/** Draws two lives until their published label histories are the same. */
export function drawTwins(draw: Draw, member: string, span: Span): Twins {
  const one = drawLife(draw, member, span)
  const wanted = publicHistory(one, member, span)
  for (let tries = 0; tries < 30; tries += 1) {
    const other = draw.chance(0.5)
      ? mutated(draw, one, { member, span })
      : drawLife(draw, member, span)
    if (publicHistory(other, member, span) === wanted) return { member, one, other }
  }
  // Nobody at all and somebody hidden are always the same.
  return {
    member,
    one: { events: one.events, hiding: 'erased' },
    other: { events: [], hiding: 'none' },
  }
}

const HIDINGS = ['none', 'none', 'none', 'none', 'opted_out', 'restricted', 'erased'] as const

function drawLife(draw: Draw, member: string, { until }: Span): Life {
  if (draw.chance(0.1)) return { events: [], hiding: 'none' }
  const clients = draw.pick([1, 3, 6, 8, 12, 25, 40])
  const slowest = draw.pick([1, 4, 12, 24, 40, 70, 100])
  const missed = draw.pick([0, 0, 0, 0.05, 0.2, 0.6])
  const first = until - draw.between(20, 110) * DAY
  const events = Array.from({ length: clients }, (_, index) =>
    exchange(
      {
        member,
        client: `client-${index}`,
        at: first + Math.floor(((until - first) * index) / clients) + draw.between(0, HOUR),
      },
      draw.chance(missed) ? null : draw.between(60_000, slowest * HOUR),
    ),
  ).flat()
  return { events: events.filter(({ at }) => at <= until), hiding: draw.pick(HIDINGS) }
}

/** The same life with other reply times, other volumes, another order of arrival, further kinds of events. */
function mutated(draw: Draw, life: Life, { member, span }: { member: string; span: Span }): Life {
  let events = life.events.map((event) =>
    event['from'] === 'member' && draw.chance(0.6)
      ? { ...event, at: Math.min(span.until, event.at + draw.between(-30, 180) * 10_000) }
      : event,
  )
  if (draw.chance(0.5)) {
    const at = span.until - draw.between(1, 80) * DAY
    events = [
      ...events,
      ...exchange({ member, client: `more-${draw.between(0, 9)}`, at }, draw.between(1, 80) * HOUR),
    ]
  }
  if (draw.chance(0.3)) {
    const at = span.until - draw.between(2, 60) * DAY
    events = [
      ...events,
      { id: `away-${member}`, type: 'away', member, at, from: at, until: at + DAY },
    ]
  }
  return { events: draw.shuffled(events.filter(({ at }) => at <= span.until)), hiding: life.hiding }
}

/** Whoever hides does so before anything is published, so their public history is empty. */
function publicHistory({ events, hiding }: Life, member: string, span: Span): string {
  const history = historyOf(events, member)
  if (hiding !== 'none' || history === null) return '[]'
  const all = { from: Number.NEGATIVE_INFINITY, until: span.until + 60 * DAY }
  const { rows } = labelRows(history, all, new Assessor(span.policy))
  return JSON.stringify(rows.map(({ label, epoch, held }) => [label, epoch, held]))
}

export function historyOf(events: readonly WireEvent[], member: string): MemberHistory | null {
  const parsed = events.map((event) => {
    const read = parseEvent(event)
    if (!read.ok) throw new Error(JSON.stringify(read.fault))
    return read.event
  })
  return historiesOf(takeIn(parsed).accepted).get(member) ?? null
}
