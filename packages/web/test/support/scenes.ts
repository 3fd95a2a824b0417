import { SAMPLE_END, SAMPLE_SEED, sampleEvents } from '@alacrity/sample'
import { DAY, exchange, HOUR, MINUTE, openStand, type Stand } from './stand.ts'

/** A Tuesday at noon; the sample marketplace has lived for half a year. */
const NOW = SAMPLE_END
const WEEKS = 10 * 7 * DAY
const MEMBERS = 8

/** People in every state a page can be in, beside those of the sample. */
export const PEOPLE = {
  /** Holds the label, with clients waiting. */
  busy: 'mira-west',
  /** No client has ever written. */
  fresh: 'newcomer',
  /** Two turns: too few for a score. */
  few: 'beginner',
  /** Had the label and lost it at the last epoch. */
  lost: 'otto-lost',
  /** Everything answered, label held. */
  done: 'dora-done',
  /** Away until next week. */
  away: 'ada-away',
  /** Somebody whose clients have names that no list has room for, or that are markup. */
  odd: 'odd <img src=x onerror=alert(1)>',
  /** Ten thousand turns. */
  many: 'many-turns',
} as const

const LONG = `Wilhelmina-${'Maximiliana-'.repeat(16)}von-und-zu`.slice(0, 200)
const MARKUP = '<script>alert("1")</script>'

/** A stand on which the sample has happened and epochs have passed, with people in every state. */
export async function openScenes(settings: Readonly<Record<string, unknown>> = {}): Promise<Stand> {
  const stand = await openStand({ now: NOW - WEEKS, settings })
  await stand.take([...sampleEvents({ seed: SAMPLE_SEED, members: MEMBERS, end: NOW }), ...lives()])
  await stand.pass(NOW)
  const ada = (await stand.as(`member:${PEOPLE.away}`)).member(PEOPLE.away)
  await ada.away({ from: stand.clock.now(), until: NOW + 8 * DAY })
  const busy = (await stand.as(`member:${PEOPLE.busy}`)).member(PEOPLE.busy)
  const missed = await busy.turnsPage({ outcome: 'missed', limit: 3 })
  const reason = 'The client asked me by telephone and we settled it there the same hour.'
  for (const { turn } of missed.items.slice(0, 1)) {
    await busy.contest({ subject: 'turn', about: turn, reason })
  }
  return stand
}

function lives(): readonly object[] {
  return [
    ...life(PEOPLE.busy, {
      count: 90,
      took: (n) => (n % 17 === 5 ? 30 * HOUR : (2 + ((n * 37) % 290)) * MINUTE),
    }),
    ...waiting(PEOPLE.busy, 'hanna-6987', 22 * HOUR + 12 * MINUTE),
    ...waiting(PEOPLE.busy, 'northwind-labs', 6 * HOUR),
    ...waiting(PEOPLE.busy, 'bruno-4434', 40 * MINUTE),
    ...waiting(PEOPLE.busy, 'paula-1731', 31 * HOUR),
    ...life(PEOPLE.few, { count: 2, took: () => 3 * HOUR }),
    ...life(PEOPLE.lost, {
      count: 60,
      took: (n) => (n > 36 ? (n % 3 === 0 ? 5 * HOUR : null) : 30 * MINUTE),
    }),
    ...life(PEOPLE.done, { count: 40, took: (n) => (3 + ((n * 53) % 400)) * MINUTE }),
    ...life(PEOPLE.away, { count: 44, took: (n) => (4 + ((n * 31) % 1_300)) * MINUTE }),
    ...waiting(PEOPLE.away, 'still-here', 3 * HOUR),
    ...life(PEOPLE.odd, { count: 12, took: () => 2 * HOUR }),
    ...waiting(PEOPLE.odd, LONG, 5 * HOUR),
    ...waiting(PEOPLE.odd, MARKUP, 9 * HOUR),
  ]
}

type Life = { readonly count: number; readonly took: (index: number) => number | null }

/** One client after the other over 24 weeks, by day, some of whom come back. */
function life(member: string, { count, took }: Life): readonly object[] {
  return Array.from({ length: count }, (_, index) => {
    const back = Math.round(((count - index) * 165 * DAY) / count)
    const at = Math.floor((NOW - 2 * DAY - back) / DAY) * DAY + (7 + ((index * 5) % 12)) * HOUR
    const client = CLIENTS[(index * 7) % CLIENTS.length] ?? 'somebody'
    return exchange(member, { client, at: at + index * MINUTE, took: took(index) })
  }).flat()
}

function waiting(member: string, client: string, sinceMs: number): readonly object[] {
  return exchange(member, { client, at: NOW - sinceMs, took: null })
}

/** Ten thousand turns over a year, most of them in time. */
export function tenThousand(): readonly object[] {
  const count = 10_000
  return Array.from({ length: count }, (_, index) => {
    const at = NOW - 360 * DAY + Math.floor((index * 359 * DAY) / count)
    const client = `client-${String(index % 3_000).padStart(4, '0')}`
    const took = index % 23 === 0 ? 30 * HOUR : (1 + ((index * 17) % 600)) * MINUTE
    return exchange(PEOPLE.many, { client, at, took })
  }).flat()
}

const CLIENTS: readonly string[] = [
  'amara-studio',
  'bluebird-cafe',
  'carla-3310',
  'delta-print',
  'emil-2204',
  'fjord-outdoor',
  'greta-9911',
  'harbor-books',
  'ines-7720',
  'jonas-0512',
  'kite-and-co',
  'lumen-works',
  'marco-6150',
  'nova-dental',
  'oskar-4471',
  'pine-street',
  'quentin-88',
  'rosa-flowers',
  'sami-3092',
  'tilda-bakes',
  'umbra-photo',
  'vera-1203',
  'willow-yoga',
  'xenia-6604',
  'yonder-tours',
  'zoe-8817',
  'atlas-maps',
  'brisk-bikes',
  'cedar-home',
  'dune-films',
]
