import type { Policy } from '@alacrity/engine'
import type { PolicyDocument } from '@alacrity/sdk'
import { Skeleton } from '@mantine/core'
import { IconMessages } from '@tabler/icons-react'
import { memo } from 'react'
import { wordsOf } from '../../data/service.ts'
import { text } from '../../strings/en.ts'
import { duration, whole } from '../../strings/format.ts'
import { Empty } from '../../ui/Empty.tsx'
import { Panel } from '../../ui/Panel.tsx'
import type { Consequences as Of } from '../trial/message.ts'
import { Changes } from './Changes.tsx'
import classes from './Consequences.module.css'
import { Distribution } from './Distribution.tsx'
import { Figures } from './Figures.tsx'
import { Prediction } from './Prediction.tsx'
import type { Side, Thresholds } from './thresholds.ts'
import type { TrialState } from './use-trial.ts'

const words = text.operator.trial

type Props = {
  readonly trial: TrialState
  /** The draft as it is read; null where it is no policy. */
  readonly policy: Policy | null
  readonly otherName: string
  readonly thresholds: Thresholds
  readonly move: (side: Side, hundredths: number) => void
  readonly document: PolicyDocument
  readonly newest: () => PolicyDocument
  /** The stored version that the draft is compared with. */
  readonly against: string
}

/** What the draft would make of the stored history, beside what it is compared with. */
export const Consequences = memo(function Consequences(props: Props) {
  const { trial } = props
  return (
    <Panel
      title={words.title}
      aside={trial.draft === null ? undefined : <Progress of={trial.draft} trial={trial} />}
    >
      <Body {...props} />
    </Panel>
  )
})

function Body(props: Props) {
  const { trial, policy, otherName, thresholds, move } = props
  const { size, draft, other, columns } = trial
  if (columns.isError && size === null) {
    return <Empty icon={IconMessages} title={words.failed} text={wordsOf(columns.error)} />
  }
  if (size === null || (draft === null && policy !== null)) {
    return <Skeleton height={720} radius="md" mt="sm" aria-label={words.reading} />
  }
  if (size.members === 0) {
    return <Empty icon={IconMessages} title={words.none} text={words.noneText} />
  }
  if (draft === null || draft.shape === null || policy === null) {
    return <p className={classes.about}>{words.fault}</p>
  }
  return (
    <>
      <Basis trial={trial} policy={policy} />
      <h3 className={classes.sub}>{words.distribution}</h3>
      <p className={classes.about}>
        {policy.score === null ? words.noScore : words.distributionAbout}
      </p>
      {policy.score === null ? null : <Distribution of={draft} at={thresholds} move={move} />}
      <h3 className="only-read">{words.figures}</h3>
      <Figures {...{ draft, other, otherName }} members={size.members} />
      <div className={classes.pair}>
        <section>
          <h3 className={classes.sub}>{words.prediction}</h3>
          <p className={classes.about}>{words.predictionAbout(duration(policy.within))}</p>
          <Prediction {...{ draft, other, otherName }} />
        </section>
        <Changes
          exchange={trial.exchange}
          document={props.document}
          newest={props.newest}
          against={props.against}
        />
      </div>
    </>
  )
}

function Basis({
  trial: { size },
  policy,
}: {
  readonly trial: TrialState
  readonly policy: Policy
}) {
  if (size === null) return null
  const isSample = size.turns < size.turnsTotal
  return (
    <p className={classes.basis}>
      <span>{words.basis(size.turns, size.members)}</span>
      {isSample ? <span>{words.sample(size.turns, size.turnsTotal)}</span> : null}
      {size.withdrawn === 0 ? null : <span>{words.withdrawn(size.withdrawn)}</span>}
      {policy.turns.silence === null ? null : <span>{words.silence}</span>}
    </p>
  )
}

/** How far both have been read; what is shown until then is of a fair part. */
function Progress({ of, trial }: { readonly of: Of; readonly trial: TrialState }) {
  const total = trial.size?.members ?? 0
  const both = trial.other === null ? [of] : [of, trial.other]
  const members = Math.min(...both.map(({ labels }) => labels?.members ?? 0))
  const isDone = both.every((each) => each.isDone)
  const said = isDone ? words.whole : words.part(members, total)
  return (
    <span
      className={`${classes.said} figures`}
      role="status"
      data-testid="progress"
      data-done={isDone}
      data-took={Math.round(of.tookMs)}
      title={words.took(of.tookMs)}
    >
      {total === 0 ? whole(0) : said}
    </span>
  )
}
