import {
  type Assessment,
  Assessor,
  countsDecide,
  type MeasureValue,
  shownScore,
} from '../assess/assess.ts'
import type { Counts } from '../assess/tally.ts'
import { shownPercent } from '../base/exact.ts'
import { formatInstant, type Ms } from '../base/instant.ts'
import type { CalendarReading } from '../clock/calendar.ts'
import { earned } from '../label/history.ts'
import type { Policy } from '../policy/policy.ts'
import type { MemberTurns } from '../turn/table.ts'

/** A measure as the command prints it; null when empty. */
export type MeasureRow =
  | { readonly numerator: number; readonly denominator: number; readonly percent: number }
  | { readonly ms: number }
  | { readonly count: number }
  | null

/** What `alacrity score` prints of one member. */
export type ScoreRow = {
  readonly member: string
  readonly policy: string
  readonly as_of: string
  readonly counts: Assessment['counts']
  readonly enough: boolean
  readonly score: number | null
  readonly measures: Readonly<Record<string, MeasureRow>>
  readonly labels: Readonly<Record<string, boolean>>
}

/** One member's score as one line of JSON, without the line's end. Large integers keep every digit. */
export function scoreLine(member: string, assessment: Assessment): string {
  return lineOf(member, tailOf(assessment))
}

function lineOf(member: string, tail: string): string {
  return `{"member":${JSON.stringify(member)}${tail}`
}

/** Up to this, six counts fit the digits of one number. */
const MOST = 255

/** Lines of one member after another under one policy, as of one instant. */
export class ScoreLines {
  readonly assessor: Assessor
  readonly #asOf: Ms
  /** Null where more than counts decides. */
  readonly #tails: Tails<string> | null

  constructor(policy: Policy, asOf: Ms) {
    this.assessor = new Assessor(policy)
    this.#asOf = asOf
    this.#tails = countsDecide(policy) ? new Tails(this.assessor, asOf, String) : null
  }

  /** A member's `scoreLine`. */
  line(member: string, turns: MemberTurns, reading: CalendarReading): string {
    const { assessor } = this
    const task = { turns, reading, asOf: this.#asOf }
    if (this.#tails === null) return scoreLine(member, assessor.assessCase(task))
    const counts = assessor.countsOf(task, assessor.windower.select(task))
    return lineOf(member, this.#tails.of(counts))
  }
}

/**
 * What follows the member's name in a line, under a policy where counts decide: put into words once for all members
 * with equal ones, and given the form that is wanted.
 */
export class Tails<Form> {
  readonly #assessor: Assessor
  readonly #asOf: Ms
  readonly #opening: string
  readonly #formed: (text: string) => Form
  readonly #known = new Map<number, Form>()
  readonly #verdicts = new Map<number, string>()
  /** Nobody asks for more clients than so many. */
  readonly #mostClients: number

  constructor(assessor: Assessor, asOf: Ms, formed: (text: string) => Form) {
    const { policy } = assessor
    this.#assessor = assessor
    this.#asOf = asOf
    this.#opening = openingText(policy, asOf)
    this.#formed = formed
    this.#mostClients = Math.max(...[policy, ...policy.labels].map(({ enough }) => enough.clients))
  }

  of(counts: Counts): Form {
    const { on_time, late, missed, pending, excused, clients } = counts
    if (Math.max(on_time, late, missed, pending, excused, clients) > MOST) {
      return this.#form(counts, this.#verdict(counts))
    }
    const settled = (on_time << 16) | (late << 8) | missed
    const key = settled * 2 ** 24 + ((pending << 16) | (excused << 8) | clients)
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const tail = this.#form(counts, this.#sharedVerdict(settled, counts))
    this.#known.set(key, tail)
    return tail
  }

  #form(counts: Counts, verdict: string): Form {
    return this.#formed(this.#opening + countsText(counts) + verdict)
  }

  /** What is settled decides it, and whether clients are enough. */
  #sharedVerdict(settled: number, counts: Counts): string {
    const key = settled * 2 ** 8 + Math.min(counts.clients, this.#mostClients)
    const known = this.#verdicts.get(key)
    if (known !== undefined) return known
    const verdict = this.#verdict(counts)
    this.#verdicts.set(key, verdict)
    return verdict
  }

  #verdict(counts: Counts): string {
    return verdictText(this.#assessor.assessCounts(counts, this.#asOf))
  }
}

function tailOf(assessment: Assessment): string {
  const { policy, asOf, counts } = assessment
  return openingText(policy, asOf) + countsText(counts) + verdictText(assessment)
}

function openingText({ policy }: Policy, asOf: Ms): string {
  return `,"policy":${JSON.stringify(policy)},"as_of":"${instantText(asOf)}",`
}

function countsText(counts: Counts): string {
  return (
    `"counts":{"turns":${counts.turns},"settled":${counts.settled},"on_time":${counts.on_time},` +
    `"late":${counts.late},"missed":${counts.missed},"pending":${counts.pending},` +
    `"excused":${counts.excused},"clients":${counts.clients}},`
  )
}

function verdictText(assessment: Assessment): string {
  const { policy, enough } = assessment
  const measures = policy.measures.map(
    ({ name }, index) =>
      `${JSON.stringify(name)}:${measureText(assessment.measures[index] ?? null)}`,
  )
  const held = earned(assessment)
  const labels = policy.labels.map(({ name }, index) => `${JSON.stringify(name)}:${held[index]}`)
  return (
    `"enough":${enough},"score":${shownScore(assessment)},` +
    `"measures":{${measures.join()}},"labels":{${labels.join()}}}`
  )
}

let lastInstant: Ms = 0
let lastText = formatInstant(lastInstant)

/** Everybody is assessed as of the same instant, again and again. */
function instantText(at: Ms): string {
  if (at !== lastInstant) {
    lastText = formatInstant(at)
    lastInstant = at
  }
  return lastText
}

function measureText(measure: MeasureValue): string {
  switch (measure?.kind) {
    case 'share': {
      const { numerator, denominator } = measure.value
      const percent = shownPercent(measure.value)
      return `{"numerator":${numerator},"denominator":${denominator},"percent":${percent}}`
    }
    case 'time':
      return `{"ms":${measure.ms}}`
    case 'count':
      return `{"count":${measure.count}}`
    case undefined:
      return 'null'
  }
}
