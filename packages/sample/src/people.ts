import type { Ms } from '@alacrity/engine'
import { Random } from './random.ts'

/** How somebody answers. Shares are probabilities, lengths of time milliseconds. */
export type Temperament = {
  readonly name: 'excellent' | 'good' | 'fair' | 'slow' | 'poor' | 'quiet'
  /** The share of waiting clients that get an answer. */
  readonly answers: number
  readonly median: Ms
  readonly spread: number
  /** Conversations in 30 days, from and to. */
  readonly monthly: readonly [from: number, to: number]
  /** The chance that a reply due outside working hours is written all the same. */
  readonly offHours: number
}

const MINUTE: Ms = 60_000
const HOUR: Ms = 60 * MINUTE

const temperament = (name: Temperament['name'], rest: Omit<Temperament, 'name'>): Temperament => ({
  name,
  ...rest,
})

/** One in each row of 15 members: a third are too quiet to be judged, a few are excellent, a few poor. */
const EXCELLENT = temperament('excellent', {
  answers: 0.985,
  median: 18 * MINUTE,
  spread: 1.1,
  monthly: [8, 14],
  offHours: 0.7,
})
const GOOD = temperament('good', {
  answers: 0.92,
  median: 70 * MINUTE,
  spread: 1.6,
  monthly: [5, 11],
  offHours: 0.4,
})
const FAIR = temperament('fair', {
  answers: 0.8,
  median: 3 * HOUR,
  spread: 1.8,
  monthly: [4, 9],
  offHours: 0.4,
})
const SLOW = temperament('slow', {
  answers: 0.72,
  median: 11 * HOUR,
  spread: 1.3,
  monthly: [3, 7],
  offHours: 0.3,
})
const POOR = temperament('poor', {
  answers: 0.42,
  median: 16 * HOUR,
  spread: 1.4,
  monthly: [4, 7],
  offHours: 0.2,
})
const QUIET = temperament('quiet', {
  answers: 0.8,
  median: 2 * HOUR,
  spread: 1.6,
  monthly: [0.08, 0.3],
  offHours: 0.4,
})

const ROUND: readonly Temperament[] = [
  GOOD,
  QUIET,
  FAIR,
  EXCELLENT,
  QUIET,
  GOOD,
  SLOW,
  QUIET,
  GOOD,
  FAIR,
  QUIET,
  POOR,
  GOOD,
  QUIET,
  EXCELLENT,
  QUIET,
]

const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Europe/Lisbon',
  'America/Sao_Paulo',
  'Africa/Lagos',
  'Asia/Tokyo',
  'America/Los_Angeles',
  'Australia/Sydney',
  'Asia/Dubai',
]

const NAMES = [
  'amara',
  'anouk',
  'arjun',
  'aylin',
  'bela',
  'bruno',
  'carla',
  'chidi',
  'clara',
  'dariusz',
  'dina',
  'elif',
  'emil',
  'esra',
  'farid',
  'fatou',
  'felix',
  'gita',
  'greta',
  'hanna',
  'hugo',
  'ines',
  'ivo',
  'jana',
  'jonas',
  'kaito',
  'karim',
  'kofi',
  'lara',
  'leila',
  'liam',
  'lucia',
  'maja',
  'marek',
  'mei',
  'milan',
  'mira',
  'nadia',
  'nils',
  'noor',
  'olga',
  'omar',
  'oskar',
  'paula',
  'petra',
  'priya',
  'quentin',
  'rafa',
  'rosa',
  'sami',
  'selma',
  'sofia',
  'tariq',
  'theo',
  'tomas',
  'uma',
  'vera',
  'wanda',
  'yara',
  'zofia',
] as const

export type Person = {
  readonly member: string
  readonly temperament: Temperament
  readonly zone: string
  /** Local working hours, from and until; a person without weekend works Monday to Friday. */
  readonly day: readonly [from: number, until: number]
  readonly weekend: boolean
  /** Whether the working hours are declared in an event. */
  readonly declares: boolean
  readonly autoReplies: boolean
  /** Answers get this much slower (above 1) or quicker in the second half of the time. */
  readonly drift: number
  readonly chance: Random
}

/** The members of the sample, each with a name, a temperament and a stream of chance of their own. */
export function people(seed: number, count: number): readonly Person[] {
  return Array.from({ length: count }, (_, index) => {
    const chance = new Random(seed, index)
    const from = chance.pick([7, 8, 8, 9, 9, 9, 10, 12])
    return {
      member: `${NAMES[(index * 7) % NAMES.length]}-${String(index + 1).padStart(2, '0')}`,
      temperament: ROUND[index % ROUND.length] ?? QUIET,
      zone: ZONES[index % ZONES.length] ?? 'UTC',
      day: [from, from + chance.pick([8, 9, 9, 10, 11])] as const,
      weekend: chance.chance(0.35),
      declares: chance.chance(0.55),
      autoReplies: chance.chance(0.15),
      drift: chance.pick([0.4, 0.7, 1, 1, 1, 1, 1, 1.6, 4]),
      chance,
    }
  })
}

/** Somebody who writes to members. */
export function clientName(chance: Random): string {
  return `${chance.pick(NAMES)}-${chance.integer(1000, 9999)}`
}
