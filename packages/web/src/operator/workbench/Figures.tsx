import { memo } from 'react'
import { text } from '../../strings/en.ts'
import { score, whole } from '../../strings/format.ts'
import type { Consequences } from '../trial/message.ts'
import classes from './Consequences.module.css'

const words = text.operator.trial
const { share } = text.operator
const HUNDRED = 100

type Props = {
  readonly draft: Consequences
  readonly other: Consequences | null
  readonly otherName: string
  readonly members: number
}

/** The draft and what it is compared with, figure by figure. */
export const Figures = memo(function Figures({ draft, other, otherName, members }: Props) {
  const done = draft.labels?.members ?? 0
  return (
    <>
      <div className={classes.progress} data-done={draft.isDone} aria-hidden="true">
        <span style={{ width: `${members === 0 ? 0 : (HUNDRED * done) / members}%` }} />
      </div>
      <table
        className={`${classes.figures} figures`}
        data-testid="figures"
        data-grant={(draft.thresholds?.grant ?? 0) / 100}
      >
        <thead>
          <tr>
            <th scope="col">
              <span className="only-read">{words.figure}</span>
            </th>
            <th scope="col">{words.draft}</th>
            <th scope="col">{otherName}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{words.labelled}</th>
            <td data-testid="labelled">{labelledOf(draft)}</td>
            <td>{other === null ? '–' : labelledOf(other)}</td>
          </tr>
          <tr>
            <th scope="row">{words.earning}</th>
            <td data-testid="earning">{earningOf(draft)}</td>
            <td>{other === null ? '–' : earningOf(other)}</td>
          </tr>
          <tr>
            <th scope="row">
              {words.changes} <small>{words.changesPer}</small>
            </th>
            <td>{changesOf(draft)}</td>
            <td>{other === null ? '–' : changesOf(other)}</td>
          </tr>
        </tbody>
      </table>
    </>
  )
})

function labelledOf({ labels }: Consequences): string {
  return labels === null ? '…' : `${share(labels.labelled, labels.members)}`
}

function earningOf({ shape }: Consequences): string {
  return shape === null ? '…' : `${share(shape.earning, shape.members)} (${whole(shape.earning)})`
}

function changesOf({ labels }: Consequences): string {
  if (labels === null || labels.members === 0) return '…'
  return score((HUNDRED * labels.changesPerMonth) / labels.members)
}
