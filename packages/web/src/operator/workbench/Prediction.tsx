import { memo } from 'react'
import { text } from '../../strings/en.ts'
import type { Consequences } from '../trial/message.ts'
import type { Prediction as Counts } from '../trial/verdict.ts'
import classes from './Consequences.module.css'

const words = text.operator.trial
const { share } = text.operator

type Props = {
  readonly draft: Consequences
  readonly other: Consequences | null
  readonly otherName: string
}

/** How often those with the label, and those without, answered in time afterwards. */
export const Prediction = memo(function Prediction({ draft, other, otherName }: Props) {
  const labels = draft.labels
  if (labels !== null && labels.labelledThen.asked + labels.unlabelledThen.asked === 0) {
    return <p className={classes.about}>{words.noMonths}</p>
  }
  return (
    <div className={`${classes.meters} figures`} data-testid="prediction">
      <Side name={words.draft} of={draft} />
      {other === null ? null : <Side name={otherName} of={other} />}
    </div>
  )
})

function Side({ name, of }: { readonly name: string; readonly of: Consequences }) {
  const nothing = { asked: 0, inTime: 0 }
  return (
    <>
      <b>{name}</b>
      <Meter name={words.byLabelled} has counts={of.labels?.labelledThen ?? nothing} />
      <Meter name={words.byUnlabelled} has={false} counts={of.labels?.unlabelledThen ?? nothing} />
    </>
  )
}

type MeterProps = { readonly name: string; readonly has: boolean; readonly counts: Counts }

function Meter({ name, has, counts: { asked, inTime } }: MeterProps) {
  return (
    <>
      <span>{name}</span>
      <span className={classes.meter} data-has={has} aria-hidden="true">
        <span style={{ width: `${asked === 0 ? 0 : (100 * inTime) / asked}%` }} />
      </span>
      <span title={words.asked(asked)}>
        {share(inTime, asked)}
        <span className="only-read">, {words.asked(asked)}</span>
      </span>
    </>
  )
}
