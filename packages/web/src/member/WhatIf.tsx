import type { Manner, Prospect, Score } from '@alacrity/sdk'
import { SegmentedControl, Slider } from '@mantine/core'
import { IconCircleCheckFilled, IconCircleDashed } from '@tabler/icons-react'
import { useId, useState } from 'react'
import { text } from '../strings/en.ts'
import { points, score as shown, whole } from '../strings/format.ts'
import { Panel } from '../ui/Panel.tsx'
import { Shown } from '../ui/Shown.tsx'
import { useProspect } from './use-member.ts'
import classes from './WhatIf.module.css'

const words = text.member.whatIf
/** In pixels: what is below stays where it is when the answer comes. */
const ROOM = 200
const MANNERS: readonly Manner[] = ['quick', 'in_time', 'late', 'never']

/** Moves the score by what might come. */
export function WhatIf({ score }: { readonly score: Score }) {
  const prospect = useProspect()
  if (score.away_until !== null) {
    return (
      <Panel title={words.title}>
        <p className={classes.nothing}>{words.away}</p>
      </Panel>
    )
  }
  return (
    <Panel title={words.title}>
      <Shown of={prospect} height={ROOM}>
        {(data) => <Sliding prospect={data} score={score} />}
      </Shown>
    </Panel>
  )
}

type Props = { readonly prospect: Prospect; readonly score: Score }

function Sliding({ prospect, score }: Props) {
  const [count, setCount] = useState(5)
  const [manner, setManner] = useState<Manner>('quick')
  const id = useId()
  const steps = prospect[manner]
  const then = steps[count]
  const label = score.published[0] ?? score.label_reports[0]?.name ?? ''
  const has = then?.labels[label] === true
  const Icon = has ? IconCircleCheckFilled : IconCircleDashed
  const change = (then?.score ?? 0) - (steps[0]?.score ?? 0)
  return (
    <div className={classes.whatIf} style={{ minHeight: ROOM }}>
      <div className={classes.result} aria-live="polite">
        <p className={`${classes.score} figures`} data-testid="what-if">
          {then?.score === null || then === undefined ? '–' : shown(then.score)}
          {steps[0]?.score === null ? null : (
            <small data-way={Math.sign(Math.round(change * 10))}>{points(change)}</small>
          )}
        </p>
        <p className={classes.label} data-held={has}>
          <Icon size={17} aria-hidden="true" />
          {words.label(label, has)}
        </p>
      </div>
      <p id={id} className={classes.text}>
        {words.text(count)}
      </p>
      <SegmentedControl
        fullWidth
        size="xs"
        value={manner}
        onChange={(value) => setManner(value)}
        aria-label={words.mannerName}
        data={MANNERS.map((value) => ({ value, label: words.manner[value] }))}
      />
      <Slider
        value={count}
        onChange={setCount}
        min={0}
        max={steps.length - 1}
        label={whole}
        thumbLabel={words.slider}
        marks={[0, 5, 10, 15, 20].map((value) => ({ value, label: whole(value) }))}
        mt={18}
        mb={22}
        mx={6}
      />
    </div>
  )
}
