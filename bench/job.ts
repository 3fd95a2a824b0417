/**
 * The job everyone does: `upwork-2022` of every member as of the last message, which is the share of turns
 * opened in the last 30 days that were answered within 24 hours. A turn is a client's first message that
 * the member has not answered yet; it is missed when nobody has answered it for more than 24 hours.
 */
import { createHash } from 'node:crypto'
import { argv, stdout } from 'node:process'

export type Row = {
  readonly member: string
  readonly turns: number
  readonly on_time: number
  readonly late: number
  readonly missed: number
}

export type Report = {
  /** Since the process began, until the answer was there. */
  readonly ms: number
  /** Of the whole process, at its highest. */
  readonly peakMiB: number
  readonly rows: number
  /** Over members and their counts, by member. */
  readonly hash: string
  /** Parts of the time, or other figures. */
  readonly detail: Readonly<Record<string, number>>
}

/** Prints what a contestant reports. The clock has been read before: sorting and hashing are not the job. */
export function report(rows: readonly Row[], ms: number, detail: Report['detail'] = {}): void {
  const lines = rows.map((row) => [row.member, row.turns, row.on_time, row.late, row.missed].join())
  const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024)
  const hash = createHash('sha256').update(lines.sort().join('\n')).digest('hex').slice(0, 16)
  const answer: Report = { ms: Math.round(ms), peakMiB, rows: rows.length, hash, detail }
  stdout.write(`${JSON.stringify(answer)}\n`)
}

/** The contestant's own arguments, after its name. */
export function given(): readonly string[] {
  return argv.slice(3)
}
