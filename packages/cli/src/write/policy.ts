import { DAY, formatDuration, type Ms, type Policy } from '@alacrity/engine'
import { list } from './words.ts'

type Measure = Policy['measures'][number]
type Condition = Policy['labels'][number]['grant'][number]

/** Some rules ask only whether there ever was an answer; they are written with a century. */
const FOR_EVER: Ms = 10_000 * DAY

/** The deadline of a policy in the words of a sentence: "24 h". */
export function deadline(policy: Policy): string {
  if (policy.within >= FOR_EVER) return 'none'
  const clock = policy.clock.kind === 'hours' ? ' of work' : ''
  return `${formatDuration(policy.within)}${clock}`
}

type TimeMeasure = Extract<Measure, { readonly kind: 'time' }>

/** What a measure is, in a few words. */
export function measureInWords(measure: Measure): string {
  switch (measure.kind) {
    case 'rate':
      return 'share on time'
    case 'credit': {
      if ((measure.curve[0]?.at ?? 0) >= FOR_EVER) return 'share answered, however late'
      const points = measure.curve.map(
        ({ at, hundredths }) => `${hundredths / 100} at ${formatDuration(at)}`,
      )
      return `credit for speed, ${points.join(', ')}`
    }
    case 'count':
      return 'number of turns'
    case 'time':
      return `${statisticInWords(measure)}, ${silenceInWords(measure)}`
  }
}

function statisticInWords({ statistic }: TimeMeasure): string {
  switch (statistic.kind) {
    case 'mean':
      return 'mean reply time'
    case 'median':
      return 'median reply time'
    case 'percentile':
      return `reply time of the quickest ${statistic.hundredths / 100} %`
    case 'fastest_mean':
      return `mean of the quickest ${statistic.hundredths / 100} %`
  }
}

function silenceInWords({ missed }: TimeMeasure): string {
  switch (missed.kind) {
    case 'left_out':
      return 'missed turns left out'
    case 'waiting':
      return 'missed turns still waiting'
    case 'cap':
      return `missed turns as ${formatDuration(missed.cap)}`
  }
}

/** What one condition of a label asks: "speed at least 80 %". */
function conditionInWords(condition: Condition, policy: Policy): string {
  const name = (policy.measures[condition.measure]?.name ?? '').replaceAll('_', ' ')
  const { strict } = condition
  switch (condition.kind) {
    case 'share':
      return `${name} ${strict ? 'above' : 'at least'} ${condition.hundredths / 100} %`
    case 'time':
      return `${name} ${strict ? 'under' : 'at most'} ${formatDuration(condition.atMost)}`
    case 'count':
      return `${name} ${strict ? 'above' : 'at least'} ${condition.atLeast}`
  }
}

/** What a label asks to be granted. */
export function labelInWords(label: Policy['labels'][number], policy: Policy): string {
  const asks = list(label.grant.map((condition) => conditionInWords(condition, policy)))
  return asks === '' ? 'enough turns' : asks
}

/** The score at which the first label that rests on the score is granted, in percent; null: none does. */
export function scoreThreshold(policy: Policy): number | null {
  for (const { grant } of policy.labels) {
    for (const condition of grant) {
      if (condition.kind === 'share' && condition.measure === policy.score) {
        return condition.hundredths / 100
      }
    }
  }
  return null
}

/** The length of the window: "90 days", "the last 50 turns". */
export function windowInWords(policy: Policy): string {
  const { days, last } = policy.window
  const parts = [
    ...(days === null ? [] : [`${days / DAY} days`]),
    ...(last === null ? [] : [`the last ${last} settled turns`]),
  ]
  return parts.length === 0 ? 'all time' : parts.join(', at most ')
}
