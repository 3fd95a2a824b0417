export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type DayName = (typeof DAYS)[number]

type Interval = readonly [string, string]

/** A day's open hours as people write them: "09:00–12:00, 13:00–17:00"; nothing for a closed day. */
export function written(value: unknown): string {
  const intervals: readonly unknown[] = Array.isArray(value) ? value : []
  return intervals
    .map((interval) => (Array.isArray(interval) ? interval.join('–') : String(interval)))
    .join(', ')
}

const TIME = String.raw`([01]?\d|2[0-4])(?:[:.]([0-5]\d))?`
const INTERVAL = new RegExp(`^${TIME}\\s*(?:-|–|to)\\s*${TIME}$`)

/** The same read back, forgiving; null where it is not that. */
export function intervalsOf(typed: string): readonly Interval[] | null {
  const parts = typed.split(/[,;]/).map((part) => part.trim())
  const intervals: Interval[] = []
  for (const part of parts.filter((each) => each !== '')) {
    const match = INTERVAL.exec(part)
    if (match === null) return null
    const [, from = '', fromMinutes = '00', until = '', untilMinutes = '00'] = match
    intervals.push([
      `${from.padStart(2, '0')}:${fromMinutes}`,
      `${until.padStart(2, '0')}:${untilMinutes}`,
    ])
  }
  return intervals
}
