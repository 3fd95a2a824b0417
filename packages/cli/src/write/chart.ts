import { DAY, HOUR, MINUTE, type Ms } from '@alacrity/engine'
import { count, grouped } from './words.ts'
import type { Terminal } from './terminal.ts'

/** How long replies took: settled turns, those never answered apart. */
export type ReplyTimes = { readonly took: readonly Ms[]; readonly missed: number }

const EDGES: readonly (readonly [upTo: Ms, name: string])[] = [
  [15 * MINUTE, 'to 15 min'],
  [HOUR, 'to 1 h'],
  [4 * HOUR, 'to 4 h'],
  [12 * HOUR, 'to 12 h'],
  [24 * HOUR, 'to 24 h'],
  [48 * HOUR, 'to 48 h'],
  [7 * DAY, 'to 7 d'],
  [Number.POSITIVE_INFINITY, 'later'],
]

export type Bucket = {
  readonly name: string
  readonly turns: number
  /** The deadline lies in this bucket or at its end; null: before or after it. */
  readonly deadline: 'inside' | 'end' | null
  /** Replies in it are late, or there is no reply. */
  readonly late: boolean
}

/** Replies by how long they took, in steps that grow; the last bucket holds those never answered. */
export function bucketsOf(times: ReplyTimes, within: Ms): readonly Bucket[] {
  let from = -1
  const buckets = EDGES.map(([upTo, name]): Bucket => {
    const turns = times.took.filter((took) => took > from && took <= upTo).length
    const deadline = within === upTo ? 'end' : within > from && within < upTo ? 'inside' : null
    const late = from >= within
    from = upTo
    return { name, turns, deadline, late }
  })
  return [...buckets, { name: 'no reply', turns: times.missed, deadline: null, late: true }]
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const

/** A bar of a share of a width, exact to an eighth of a column. */
export function bar(share: number, width: number): string {
  const eighths = Math.round(Math.max(0, Math.min(1, share)) * width * 8)
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '')
}

/** The histogram as lines of text, with the deadline marked. */
export function histogramLines(
  times: ReplyTimes,
  within: { readonly ms: Ms; readonly text: string },
  { width, paint }: Pick<Terminal, 'width' | 'paint'>,
): readonly string[] {
  const buckets = bucketsOf(times, within.ms)
  const most = Math.max(1, ...buckets.map(({ turns }) => turns))
  const total = buckets.reduce((sum, { turns }) => sum + turns, 0)
  const digits = grouped(most).length
  const room = Math.min(50, width - 24 - digits)
  const lines = [paint('bold', ` How long replies took, ${count(total, 'turn')}`)]
  for (const { name, turns, deadline, late } of buckets) {
    const drawn = bar(turns / most, room)
    const share = total === 0 ? '' : `${Math.round((turns / total) * 100)} %`.padStart(6)
    const colour = late ? 'red' : deadline === 'inside' ? 'yellow' : 'green'
    const shown = turns > 0 && drawn === '' ? '▏' : drawn
    lines.push(
      ` ${name.padStart(10)} ${grouped(turns).padStart(digits)}${share}  ${paint(colour, shown)}`.trimEnd(),
    )
    if (deadline !== null) {
      const rule = `${'┄'.repeat(12 + digits + 6)} deadline ${within.text} ${'┄'.repeat(8)}`
      lines.push(` ${paint('dim', deadline === 'end' ? rule : `${rule} (within the row above)`)}`)
    }
  }
  return lines
}
