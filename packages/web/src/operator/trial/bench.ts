import { parsePolicy, type Policy } from '@alacrity/engine'
import { readCrowd } from './crowd.ts'
import { focusOf, thresholdOf } from './limit.ts'
import type { Consequences, Exchange, FromWorker, SideName, ToWorker } from './message.ts'
import { shapeOf } from './shape.ts'
import { Trial } from './trial.ts'
import { type Thresholds, type Verdict, verdictOf } from './verdict.ts'

/** One answer has so long; then whoever dragged further comes first. */
const SLICE_MS = 12
/** The first answer comes soon, later ones seldom enough to cost little. */
const FIRST_MS = 45
const LATER_MS = 250

export type BenchPorts = {
  readonly now: () => number
  readonly tell: (message: FromWorker) => void
}

type Wish = Extract<ToWorker, { readonly kind: 'try' }>
type Side = {
  wish: Wish
  trial: Trial
  /** Everything that decides the trial but the thresholds. */
  key: string
  thresholds: Thresholds
  verdict: Verdict | null
  began: number
  toldAt: number
  isTold: boolean
  /** A threshold was dragged: all that is known answers it, before anything else is worked out. */
  isMoved: boolean
}

/** Tries two policies on a crowd, a slice at a time, so that a new wish never waits for an old one. */
export class Bench {
  readonly #ports: BenchPorts
  #crowd: ReturnType<typeof readCrowd> | null = null
  readonly #sides: Partial<Record<SideName, Side>> = {}
  readonly #waiting: Wish[] = []

  constructor(ports: BenchPorts) {
    this.#ports = ports
  }

  take(message: ToWorker): void {
    if (message.kind === 'try') {
      this.#begin(message)
      return
    }
    const crowd = readCrowd(message.buffer)
    this.#crowd = crowd
    const { asOf, turns, members, turnsTotal, membersTotal, withdrawn } = crowd
    const size = { turns, members: members.length, turnsTotal, membersTotal, withdrawn, asOf }
    this.#ports.tell({ kind: 'ready', size })
    for (const wish of this.#waiting.splice(0)) this.#begin(wish)
  }

  /** Does a slice of what is left to do; true: there is more. */
  work(): boolean {
    const { draft, other } = this.#sides
    const moved = [draft, other].find((each) => each?.isMoved === true)
    if (moved !== undefined) {
      // By now everything that came meanwhile is heard, so that only the newest wish is answered.
      moved.isMoved = false
      this.#tell(moved)
      return true
    }
    const side = this.#unfinished()
    if (side === null) return false
    const until = this.#ports.now() + SLICE_MS
    const isTime = () => this.#ports.now() >= until
    const { trial } = side
    const hadScores = trial.scored === trial.crowd.members.length
    if (!hadScores) trial.score(isTime)
    else trial.judge(isTime)
    const isDone = trial.judged === trial.crowd.members.length
    const now = this.#ports.now()
    const pause = side.isTold ? LATER_MS : FIRST_MS
    const allScored = !hadScores && trial.scored === trial.crowd.members.length
    if (isDone || allScored || now - side.toldAt >= pause) {
      for (const each of [draft, other]) if (each?.trial === trial) this.#tell(each)
    }
    return this.#unfinished() !== null
  }

  #unfinished(): Side | null {
    const { draft, other } = this.#sides
    const sides = [draft, other].filter((side) => side !== undefined)
    const total = this.#crowd?.members.length ?? 0
    return (
      sides.find(({ trial }) => trial.scored < total) ??
      sides.find(({ trial }) => trial.judged < Math.min(total, FAIR)) ??
      sides.find(({ trial }) => trial.judged < total) ??
      null
    )
  }

  #begin(wish: Wish): void {
    const crowd = this.#crowd
    if (crowd === null) {
      const same = this.#waiting.findIndex(({ side }) => side === wish.side)
      if (same !== -1) this.#waiting.splice(same, 1)
      this.#waiting.push(wish)
      return
    }
    const began = this.#ports.now()
    const parsed = parsePolicy(wish.document)
    if (!parsed.ok) {
      const nothing = { shape: null, labels: null, thresholds: null, tookMs: 0, isDone: true }
      const of = { side: wish.side, fault: parsed.fault, ...nothing }
      this.#ports.tell({ kind: 'consequences', of, exchange: null })
      return
    }
    const { policy } = parsed
    const key = keyOf(policy)
    const before = this.#sides[wish.side]
    // What one side knows serves the other: a draft begins as the policy that it is compared with.
    const { draft, other } = this.#sides
    const known = [before, draft, other].find((side) => side?.key === key)
    this.#sides[wish.side] = {
      wish,
      trial: known?.trial ?? new Trial(crowd, policy),
      key,
      thresholds: thresholdsOf(policy),
      verdict: before?.key === key ? before.verdict : null,
      began,
      toldAt: began,
      isTold: false,
      isMoved: known !== undefined,
    }
    const isOtherYardstick = before?.trial.policy.within !== policy.within
    if (wish.side === 'draft' && other !== undefined && isOtherYardstick) other.isMoved = true
  }

  #tell(side: Side): void {
    const { wish, trial, thresholds, began } = side
    const { focus } = trial
    const { within } = (this.#sides.draft ?? side).trial.policy
    const verdict = trial.judged === 0 ? null : verdictOf(trial, thresholds, within)
    side.verdict = verdict
    const of: Consequences = {
      side: wish.side,
      fault: null,
      thresholds: {
        ...thresholds,
        canGrant: focus.grant !== null,
        canKeep: focus.keep !== null,
      },
      shape: shapeOf(trial, thresholds),
      labels:
        verdict === null
          ? null
          : {
              members: verdict.members,
              labelled: verdict.labelled,
              changesPerMonth: verdict.months === 0 ? 0 : verdict.changes / verdict.months,
              labelledThen: verdict.labelledThen,
              unlabelledThen: verdict.unlabelledThen,
            },
      tookMs: this.#ports.now() - began,
      isDone: trial.judged === trial.crowd.members.length,
    }
    side.toldAt = this.#ports.now()
    side.isTold = true
    this.#ports.tell({ kind: 'consequences', of, exchange: this.#exchange() })
  }

  #exchange(): Exchange | null {
    const after = this.#sides.draft?.verdict?.held
    const before = this.#sides.other?.verdict?.held
    if (after === undefined || before === undefined) return null
    const members = Math.min(after.length, before.length)
    let gains = 0
    let loses = 0
    for (let member = 0; member < members; member += 1) {
      if (before[member] === after[member]) continue
      if (after[member] === 1) gains += 1
      else loses += 1
    }
    return { members, gains, loses }
  }
}

/** So many members of each side come before the rest of either. */
const FAIR = 500

function thresholdsOf(policy: Policy): Thresholds {
  const { label, grant, keep } = focusOf(policy)
  const chosen = policy.labels[label]
  return {
    grant: thresholdOf(chosen?.grant ?? [], grant),
    keep: thresholdOf(chosen?.keep ?? [], keep),
  }
}

/** The policy without its names, and without the thresholds that can be dragged. */
function keyOf(policy: Policy): string {
  const {
    policy: _,
    name: _name,
    version: _version,
    title: _title,
    about: _about,
    ...rest
  } = policy
  const focus = focusOf(policy)
  const labels = policy.labels.map((label, index) => {
    if (index !== focus.label) return label
    const blank = <T extends object>(conditions: readonly T[], place: number | null) =>
      conditions.map((each, at) => (at === place ? { ...each, hundredths: 0 } : each))
    return {
      ...label,
      grant: blank(label.grant, focus.grant),
      keep: blank(label.keep, focus.keep),
    }
  })
  return JSON.stringify({ ...rest, labels })
}
