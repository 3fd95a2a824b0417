import type { MeasureValue } from '../assess/assess.ts'
import { formatInstant, MINUTE, type Ms } from '../base/instant.ts'
import { epochInstant, epochNumber } from '../label/epoch.ts'
import type { Turn } from '../turn/turn.ts'
import { type Ahead, type EpochAhead, epochsAhead } from './forecast.ts'
import { supposedTurn } from './suppose.ts'
import { answeredAt, isWaiting } from './trial.ts'

/** The cheapest thing to do that earns or keeps a label at an epoch [AS8]. */
export type Action = {
  readonly label: string
  readonly goal: 'earn' | 'keep'
  /** When the label would be granted or kept. */
  readonly epoch: string
  /** Turns to reply to; fewest first, none where nothing needs doing. */
  readonly reply_to: readonly string[]
  /** Replies later than this no longer do; null where there are none to give. */
  readonly before: string | null
  /** Further turns, each of a new client and answered within the hour, on top of the replies. */
  readonly more_on_time: number
  readonly text: string
}

/** Of a member with more turns than this not every choice is tried, but half and half again. */
const MANY_TURNS = 2_000
/** Up to this many waiting turns every choice of them is tried; beyond it the newest n. */
const TRY_ALL = 8
const MOST_NEW_TURNS = 100
/** Older ones are not looked at: who has so many waiting starts with the newest. */
const MOST_WAITING = 100
const MOST_OF_MANY = 20
const QUICK: Ms = 60 * MINUTE

type Plan = { readonly replies: readonly Turn[]; readonly more: number }
type Goal = {
  readonly ahead: Ahead
  readonly label: number
  /** How many epochs ahead the label can next change. */
  readonly epochs: number
}

/** For each label (of bands only the one shown and the best), the cheapest plan that there is. */
export function actionsFor(ahead: Ahead): readonly Action[] {
  const { policy } = ahead.assessor
  return policy.labels.flatMap((_, index) => {
    const held = ahead.state.held[index] === true
    if (policy.bands && index > 0 && !held) return []
    return actionFor(ahead, index) ?? []
  })
}

/** The cheapest plan for one label; null: there is none. */
export function actionFor(ahead: Ahead, label: number): Action | null {
  const goal = { ahead, label, epochs: epochsUntilChange(ahead, label) }
  const plan = cheapest(goal)
  if (plan === null) return null
  const { every } = ahead.assessor.policy.publish
  const at = epochInstant(every, epochNumber(every, ahead.asOf) + goal.epochs)
  const before = plan.replies.length === 0 ? null : latest(goal, plan, at)
  const action = {
    label: ahead.assessor.policy.labels[label]?.name ?? '',
    goal: ahead.state.held[label] === true ? ('keep' as const) : ('earn' as const),
    epoch: formatInstant(at),
    reply_to: plan.replies.map((turn) => turn.turn),
    before: before === null ? null : formatInstant(before),
    more_on_time: plan.more,
  }
  return { ...action, text: textOf(action) }
}

/** A dwell that runs postpones the next possible change [LB2]. */
function epochsUntilChange({ state, assessor, asOf }: Ahead, label: number): number {
  const { every, dwell } = assessor.policy.publish
  const changed = state.changedAt[label] ?? null
  const next = epochNumber(every, asOf) + 1
  return changed === null ? 1 : Math.max(1, changed + dwell - next + 1)
}

function cheapest(goal: Goal): Plan | null {
  const waiting = helpful(goal)
  const replies = fewestReplies(goal, waiting)
  if (replies !== null && isEveryTried(goal, waiting)) return { replies, more: 0 }
  const plan = replies === null ? fewestFurther(goal, waiting) : { replies, more: 0 }
  if (plan === null || (isLarge(goal) && plan.replies.length > TRY_ALL)) return plan
  return spared(goal, plan)
}

/** The plan without what makes no difference beside the rest of it: nothing that is left can be spared. */
function spared(goal: Goal, plan: Plan): Plan {
  const suffices = (less: Plan) => reaches(goal, less, goal.ahead.asOf)
  let left = plan
  for (const turn of plan.replies) {
    const less = { ...left, replies: left.replies.filter((other) => other !== turn) }
    if (suffices(less)) left = less
  }
  while (left.more > 0 && suffices({ ...left, more: left.more - 1 })) {
    left = { ...left, more: left.more - 1 }
  }
  // Where more is not always better, what was needed beside the others may be spared without them.
  return left === plan ? plan : spared(goal, left)
}

/**
 * The fewest further turns, with no reply or with all of them. More clients may also set more of them
 * aside [LB3], so more is not always better and each number is tried.
 */
function fewestFurther(goal: Goal, waiting: readonly Turn[]): Plan | null {
  const choices = waiting.length === 0 ? [waiting] : [[], waiting]
  if (isLarge(goal)) {
    const reachesWith = (more: number) =>
      choices.some((replies) => reaches(goal, { replies, more }, goal.ahead.asOf))
    const more = fewest(1, MOST_NEW_TURNS, reachesWith)
    const replies =
      more === null
        ? undefined
        : choices.find((each) => reaches(goal, { replies: each, more }, goal.ahead.asOf))
    return more === null || replies === undefined ? null : { replies, more }
  }
  for (let more = 1; more <= MOST_NEW_TURNS; more += 1) {
    for (const replies of choices) {
      if (reaches(goal, { replies, more }, goal.ahead.asOf)) return { replies, more }
    }
  }
  return null
}

/**
 * The waiting turns, newest first, whose answer now would change a measure at the epoch: a reply long
 * overdue may be worth nothing any more, and a turn may have left the window by then.
 */
function helpful(goal: Goal): readonly Turn[] {
  const { ahead, epochs } = goal
  const waiting = ahead.trial.turns.filter(isWaiting).sort((a, b) => b.opened_at - a.opened_at)
  if (waiting.length === 0) return waiting
  const measuresOf = (path: readonly EpochAhead[]) =>
    path.at(-1)?.assessment.measures.map(measureKey).join()
  const unanswered = measuresOf(ahead.nothingMore(epochs))
  return waiting.slice(0, isLarge(goal) ? MOST_OF_MANY : MOST_WAITING).filter(({ turn }) => {
    const replies = new Map([[turn, ahead.asOf]])
    return measuresOf(epochsAhead(ahead, { replies }, epochs)) !== unanswered
  })
}

function measureKey(value: MeasureValue): string {
  switch (value?.kind) {
    case 'share':
      return `${value.value.numerator}/${value.value.denominator}`
    case 'time':
      return `${value.ms}`
    case 'count':
      return `${value.count}`
    case undefined:
      return ''
  }
}

/** The fewest replies that suffice: of all choices while they are few, else of the newest n. */
function fewestReplies(goal: Goal, waiting: readonly Turn[]): readonly Turn[] | null {
  const suffices = (replies: readonly Turn[]) =>
    reaches(goal, { replies, more: 0 }, goal.ahead.asOf)
  if (!isEveryTried(goal, waiting)) {
    const size = fewest(0, waiting.length, (count) => suffices(waiting.slice(0, count)))
    return size === null ? null : waiting.slice(0, size)
  }
  const sets = Array.from({ length: 2 ** waiting.length }, (_, bits) =>
    waiting.filter((_turn, index) => (bits >> index) & 1),
  )
  return sets.sort((a, b) => a.length - b.length).find(suffices) ?? null
}

/** The smallest number in [from, to] that suffices, where more is never worse; null where none does. */
function fewest(from: number, to: number, suffices: (count: number) => boolean): number | null {
  if (!suffices(to)) return null
  let low = from
  let high = to
  while (low < high) {
    const middle = (low + high) >> 1
    if (suffices(middle)) high = middle
    else low = middle + 1
  }
  return high
}

/** Whether every choice of the waiting turns is tried, fewer first. */
function isEveryTried(goal: Goal, waiting: readonly Turn[]): boolean {
  return waiting.length <= TRY_ALL && !isLarge(goal)
}

function isLarge({ ahead }: Goal): boolean {
  return ahead.trial.size > MANY_TURNS
}

/** Whether the label is held at the epoch with the plan's replies given at an instant. */
function reaches({ ahead, label, epochs }: Goal, plan: Plan, at: Ms): boolean {
  if (plan.replies.length === 0 && plan.more === 0) {
    return ahead.nothingMore(epochs).at(-1)?.state.held[label] === true
  }
  const replies = new Map(plan.replies.map(({ turn }) => [turn, at]))
  const further = Array.from({ length: plan.more }, (_, index) => newTurn(ahead, index))
  return epochsAhead(ahead, { replies, further }, epochs).at(-1)?.state.held[label] === true
}

function newTurn(ahead: Ahead, index: number): Turn {
  const { asOf, assessor } = ahead
  const repliedAt = asOf + Math.min(QUICK, assessor.policy.within)
  return answeredAt(supposedTurn(ahead, index, asOf), repliedAt)
}

/** The last minute at which the plan's replies still do: later is never better [AS9]. */
function latest(goal: Goal, plan: Plan, epoch: Ms): Ms {
  let low = 0
  let high = Math.floor((epoch - goal.ahead.asOf) / MINUTE)
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (reaches(goal, plan, goal.ahead.asOf + middle * MINUTE)) low = middle
    else high = middle - 1
  }
  return goal.ahead.asOf + low * MINUTE
}

function textOf(action: Omit<Action, 'text'>): string {
  const { label, goal, reply_to: replies, before, more_on_time: more } = action
  const when = readable(action.epoch)
  const verb = goal === 'keep' ? 'keep' : 'get'
  if (replies.length === 0 && more === 0) {
    return `Nothing needs doing: you ${verb} ${label} at ${when}.`
  }
  const answer =
    before === null
      ? null
      : `reply to ${replies.length === 1 ? 'this one' : `these ${replies.length}`} before ${readable(before)}`
  const further = more === 0 ? null : `${more} more on time from new clients by ${when}`
  return `To ${verb} ${label} at ${when}: ${[answer, further].filter((part) => part !== null).join('; ')}.`
}

/** An instant as a sentence can carry it: 2024-04-30 18:00 UTC. */
function readable(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`
}
