import type { Score } from '@alacrity/sdk'
import { Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { text } from '../strings/en.ts'
import { Shown } from '../ui/Shown.tsx'
import { Away } from './Away.tsx'
import { LabelState } from './LabelState.tsx'
import classes from './Overview.module.css'
import { ScoreNow } from './ScoreNow.tsx'
import { useScore } from './use-member.ts'
import { Waiting } from './Waiting.tsx'
import { WhatIf } from './WhatIf.tsx'

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
      {score.turns_total === 0 ? null : <Charts score={score} />}
    </div>
  )
}

/** Code that does not come, as while the service is away, is asked for again like any answer. */
function Charts({ score }: { readonly score: Score }) {
  const charts = useQuery({
    queryKey: ['code', 'charts'],
    queryFn: () => import('./charts.ts'),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <Shown of={charts} height={800}>
      {({ ScorePath, ReplyTimes, WeekByHour }) => (
        <>
          <ScorePath score={score} />
          <div className={classes.halves}>
            <ReplyTimes />
            <WeekByHour />
          </div>
        </>
      )}
    </Shown>
  )
}
