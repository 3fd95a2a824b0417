import type { Score } from '@alacrity/sdk'
import { Title } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { text } from '../strings/en.ts'
import { Shown } from '../ui/Shown.tsx'
import { Away } from './Away.tsx'
import { LabelState } from './LabelState.tsx'
import classes from './Overview.module.css'
import { ScoreNow } from './ScoreNow.tsx'
import { useScore } from './use-member.ts'
import { Waiting } from './Waiting.tsx'
import { WhatIf } from './WhatIf.tsx'

// What is drawn takes half of the script, and comes when the words stand.
const ScorePath = lazy(() => import('./ScorePath.tsx').then((m) => ({ default: m.ScorePath })))
const ReplyTimes = lazy(() => import('./ReplyTimes.tsx').then((m) => ({ default: m.ReplyTimes })))
const WeekByHour = lazy(() => import('./WeekByHour.tsx').then((m) => ({ default: m.WeekByHour })))

/** "Your responsiveness": the page a member keeps open. */
export function Overview() {
  const score = useScore()
  const words = text.member
  return (
    <>
      <div className={classes.title}>
        <Title order={1}>{words.title}</Title>
        <p>{score.data === undefined ? ' ' : words.asOf(score.data.as_of)}</p>
      </div>
      <Shown of={score} height={780}>
        {(data) => <Parts score={data} />}
      </Shown>
    </>
  )
}

function Parts({ score }: { readonly score: Score }) {
  return (
    <div className={classes.parts}>
      {score.away_until === null ? null : <Away until={score.away_until} />}
      <div className={classes.hero}>
        <ScoreNow score={score} />
        <LabelState score={score} />
      </div>
      <div className={classes.columns}>
        <Waiting score={score} />
        <WhatIf score={score} />
      </div>
      {score.turns_total === 0 ? null : (
        <Suspense fallback={<div className={classes.drawn} />}>
          <ScorePath score={score} />
          <div className={classes.halves}>
            <ReplyTimes />
            <WeekByHour />
          </div>
        </Suspense>
      )}
    </div>
  )
}
