import { DAY, formatInstant, type Ms } from '@alacrity/engine'
import { bucketsOf, type ReplyTimes } from '../write/chart.ts'
import { count, decimal, moment } from '../write/words.ts'
import type { CoursePoint } from './course.ts'
import { html, type Markup, NOTHING } from './markup.ts'
import { numbers, table } from './page.ts'

const WIDTH = 720
const HEIGHT = 270
const FRAME = { left: 44, right: 12, top: 40, bottom: 44 }
const PLOT = {
  width: WIDTH - FRAME.left - FRAME.right,
  height: HEIGHT - FRAME.top - FRAME.bottom,
  floor: HEIGHT - FRAME.bottom,
}

type Bar = {
  readonly name: string
  readonly value: number
  readonly colour: 'good' | 'late' | 'bad' | 'mark'
}

type Caption = { readonly id: string; readonly title: string; readonly about: string }

function svg({ id, title, about }: Caption, content: Markup): Markup {
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${title}</title><desc id="${id}-d">${about}</desc>${content}</svg>`
}

const at = (value: number): string => String(Math.round(value * 10) / 10)

function bars(list: readonly Bar[], limitAfter: number | null, limitText: string): Markup {
  const most = Math.max(1, ...list.map(({ value }) => value))
  const step = PLOT.width / list.length
  const drawn = list.map(({ name, value, colour }, index) => {
    const height = (value / most) * PLOT.height
    const x = FRAME.left + index * step
    const middle = at(x + step / 2)
    const shown =
      value === 0
        ? NOTHING
        : html`<text class="value" x="${middle}" y="${at(PLOT.floor - height - 6)}" text-anchor="middle">${value}</text>`
    return html`<rect class="fill-${colour}" x="${at(x + step * 0.12)}" y="${at(PLOT.floor - height)}" width="${at(step * 0.76)}" height="${at(height)}" rx="2"/>${shown}<text x="${middle}" y="${PLOT.floor + 18}" text-anchor="middle">${name}</text>`
  })
  const axis = html`<line class="axis" x1="${FRAME.left}" x2="${WIDTH - FRAME.right}" y1="${PLOT.floor}" y2="${PLOT.floor}"/>`
  return html`${axis}${drawn}${limitAfter === null ? NOTHING : limit(FRAME.left + limitAfter * step, limitText)}`
}

function limit(x: number, text: string): Markup {
  const anchor = x > WIDTH - 140 ? 'end' : 'start'
  const offset = anchor === 'end' ? -5 : 5
  return html`<line class="limit" x1="${at(x)}" x2="${at(x)}" y1="6" y2="${PLOT.floor}"/><text class="value" x="${at(x + offset)}" y="16" text-anchor="${anchor}">${text}</text>`
}

/** How many members have which score, in steps of five, with the label's threshold. */
export function scorePlot(scores: readonly number[], threshold: number | null): Markup {
  const steps = Array.from({ length: 20 }, (_, index) => {
    const from = index * 5
    const inside = scores.filter((score) => score >= from && (score < from + 5 || index === 19))
    return { from, value: inside.length }
  })
  const list = steps.map(({ from, value }): Bar => {
    const good = threshold === null || from >= threshold
    return { name: from % 20 === 0 ? String(from) : '', value, colour: good ? 'good' : 'mark' }
  })
  const place = threshold === null ? null : threshold / 5
  const limitText = threshold === null ? '' : `label from ${threshold}`
  const about = `${count(scores.length, 'member')} with a score, by score in steps of five. ${threshold === null ? '' : `${scores.filter((score) => score >= threshold).length} at or above ${threshold}.`}`
  const drawing = svg(
    { id: 'scores', title: 'Distribution of scores', about },
    html`${bars(list, place, limitText)}<text x="${WIDTH - FRAME.right}" y="${HEIGHT - 6}" text-anchor="end">score</text>`,
  )
  const rows = steps.filter(({ value }) => value > 0)
  const columns = [
    {
      title: 'Score',
      cell: ({ from }: { from: number }) =>
        `${from} to ${from === 95 ? '100' : `under ${from + 5}`}`,
    },
    { title: 'Members', numeric: true, cell: ({ value }: { value: number }) => String(value) },
  ]
  return html`<figure>${drawing}${numbers(table('Members by score', columns, rows))}</figure>`
}

/** Reply times in steps that grow, with the deadline. */
export function timePlot(
  times: ReplyTimes,
  within: { readonly ms: Ms; readonly text: string },
): Markup {
  const buckets = bucketsOf(times, within.ms)
  const list = buckets.map(
    ({ name, turns, late }): Bar => ({
      name: name.replace(/^to /, '≤ '),
      value: turns,
      colour: name === 'no reply' ? 'bad' : late ? 'late' : 'good',
    }),
  )
  const index = buckets.findIndex(({ deadline }) => deadline !== null)
  const inside = buckets[index]?.deadline === 'inside' ? 0.5 : 1
  const place = index < 0 ? null : index + inside
  const total = times.took.length + times.missed
  const about = `${count(total, 'settled turn')}; the deadline is ${within.text}; ${times.missed} without a reply.`
  const drawing = svg(
    { id: 'times', title: 'How long replies took', about },
    bars(list, place, `deadline ${within.text}`),
  )
  const columns = [
    { title: 'Reply within', cell: ({ name }: { name: string }) => name.replace(/^to /, '') },
    { title: 'Turns', numeric: true, cell: ({ turns }: { turns: number }) => String(turns) },
  ]
  return html`<figure>${drawing}${numbers(table('Turns by reply time', columns, buckets))}</figure>`
}

export type Held = { readonly from: Ms; readonly until: Ms }

export type Course = {
  readonly points: readonly CoursePoint[]
  readonly threshold: number | null
  /** When the first label was held. */
  readonly held: readonly Held[]
}

/** The score at every epoch, and behind it when the label was held. */
export function coursePlot({ points, threshold, held }: Course, label: string): Markup {
  const first = points[0]?.at ?? 0
  const last = points.at(-1)?.at ?? first
  const x = (instant: Ms): number =>
    FRAME.left +
    ((Math.min(Math.max(instant, first), last) - first) / Math.max(1, last - first)) * PLOT.width
  const y = (score: number): number => PLOT.floor - (score / 100) * PLOT.height
  const rules = [0, 25, 50, 75, 100].map(
    (score) =>
      html`<line class="axis" x1="${FRAME.left}" x2="${WIDTH - FRAME.right}" y1="${at(y(score))}" y2="${at(y(score))}"/><text x="${FRAME.left - 8}" y="${at(y(score) + 4)}" text-anchor="end">${score}</text>`,
  )
  const spans = held.map(
    ({ from, until }) =>
      html`<rect class="held" x="${at(x(from))}" y="${FRAME.top}" width="${at(x(until) - x(from))}" height="${PLOT.height}"/>`,
  )
  const line =
    threshold === null
      ? NOTHING
      : html`<line class="limit" x1="${FRAME.left}" x2="${WIDTH - FRAME.right}" y1="${at(y(threshold))}" y2="${at(y(threshold))}"/>`
  const paths = runs(points).map((run) =>
    run.length === 1
      ? html`<circle class="fill-mark" r="3" cx="${at(x(run[0]?.at ?? 0))}" cy="${at(y(run[0]?.score ?? 0))}"/>`
      : html`<polyline class="course" points="${run.map((point) => `${at(x(point.at))},${at(y(point.score ?? 0))}`).join(' ')}"/>`,
  )
  const dates = monthsBetween(first, last).map(
    (month) =>
      html`<text x="${at(x(month))}" y="${PLOT.floor + 18}" text-anchor="middle">${formatInstant(month).slice(0, 10)}</text>`,
  )
  const now = points.at(-1)?.score ?? null
  const about = `The score at every publication and now, ${now === null ? 'without a score at the end' : `${decimal(now)} at the end`}. The shaded spans are when ${label} was held.`
  const drawing = svg(
    { id: 'course', title: 'The score over time', about },
    html`${spans}${rules}${line}${paths}${dates}`,
  )
  const columns = [
    { title: 'Published', cell: (point: CoursePoint) => moment(point.at) },
    {
      title: 'Score',
      numeric: true,
      cell: ({ score }: CoursePoint) => (score === null ? '–' : decimal(score)),
    },
  ]
  return html`<figure>${drawing}<figcaption class="soft">Shaded: ${label} held. Dashed: what it asks for.</figcaption>${numbers(table('Score by publication', columns, points))}</figure>`
}

/** Points in a row that have a score; a gap ends a line. */
function runs(points: readonly CoursePoint[]): readonly (readonly CoursePoint[])[] {
  const found: CoursePoint[][] = []
  let open = false
  for (const point of points) {
    if (point.score !== null && open) found.at(-1)?.push(point)
    else if (point.score !== null) found.push([point])
    open = point.score !== null
  }
  return found
}

/** A few dates for the axis. */
function monthsBetween(first: Ms, last: Ms): readonly Ms[] {
  const days = Math.max(1, Math.round((last - first) / DAY))
  const parts = Math.min(5, days)
  return Array.from({ length: parts + 1 }, (_, index) => first + ((last - first) * index) / parts)
    .map((instant) => Math.floor(instant / DAY) * DAY)
    .filter((instant) => instant > first - DAY && instant < last - (last - first) * 0.05)
}
