import { formatDuration, type Ms, type Policy } from '@alacrity/engine'
import { list } from './words.ts'

type Measure = Policy['measures'][number]
type Condition = Policy['labels'][number]['grant'][number]

/** A duration of a policy in the words of a sentence: "24 h". */
export function deadline(policy: Policy): string {
  const clock = policy.clock.kind === 'hours' ? ' of working hours' : ''
  return `${formatDuration(policy.within)}${clock}`
}

/** What a measure is, in a few words. */
export function measureInWords(measure: Measure): string {
  switch (measure.kind) {
    case 'rate':
      return 'share on time'
    case 'credit':
      return `credit for speed, ${measure.curve.map(({ at, hundredths }) => `${hundredths / 100} at ${formatDuration(at)}`).join(', ')}`
    case 'count':
      return 'number of turns'
    case 'time': {
      const { statistic, missed } = measure
      const name = {
        mean: 'mean reply time',
        median: 'median reply time',
        percentile: `reply time of ${'percent' in statistic ? statistic.percent : ''} %`,
        fastest_mean: `mean of the fastest ${'percent' in statistic ? statistic.percent : ''} %`,
      }[statistic.kind]
      const silence = {
        left_out: 'missed left out',
        waiting: 'missed as still waiting',
        cap: `missed as ${'cap' in missed ? formatDuration(missed.cap) : ''}`,
      }[missed.kind]
      return `${name}, ${silence}`
    }
  }
}

/** What one condition of a label asks: "speed at least 80 %". */
export function conditionInWords(condition: Condition, policy: Policy): string {
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

const DAY: Ms = 86_400_000
