/** Zones and weekly hours for the generators. */
import type { Random } from './random.ts'

export const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'America/St_Johns',
  'Pacific/Chatham',
  'Africa/Casablanca',
]

/** A week with several intervals a day, some past midnight, some to 24:00. */
export function randomWeek(random: Random): { [day: string]: [string, string][] } {
  const patterns: [string, string][][] = [
    [['09:00', '17:00']],
    [
      ['08:00', '12:00'],
      ['13:30', '18:15'],
    ],
    [['22:00', '06:00']],
    [['00:00', '24:00']],
    [['18:00', '24:00']],
    [
      ['00:00', '03:00'],
      ['20:00', '02:30'],
    ],
  ]
  const usual = random.pick(patterns)
  const week: { [day: string]: [string, string][] } = {}
  for (const day of random.some(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])) {
    week[day] = random.chance(0.7) ? usual : random.pick(patterns)
  }
  return week
}
