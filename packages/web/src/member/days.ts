const DAY = 86_400_000

/** The local date of an instant, as 2026-03-31. */
export function localDay(at: number): string {
  const local = new Date(at)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${local.getFullYear()}-${two(local.getMonth() + 1)}-${two(local.getDate())}`
}

/** The instant at which a local day begins. */
export function midnight(day: string): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date).getTime()
}

/** Noon is in the day whatever its length. */
export const dayAfter = (day: string): string => localDay(midnight(day) + DAY + DAY / 2)

/** The local days that a span touches; of a long one no more than a calendar shows. */
export function daysOf({
  from,
  until,
}: {
  readonly from: string
  readonly until: string
}): string[] {
  const days: string[] = []
  const end = Date.parse(until)
  for (let day = localDay(Date.parse(from)); midnight(day) < end && days.length < 400; ) {
    days.push(day)
    day = dayAfter(day)
  }
  return days
}
