import { parsePolicy } from '@alacrity/engine'
import type { PolicyCalls, PolicyDocument } from '@alacrity/sdk'
import { Button, Title } from '@mantine/core'
import { memo, useCallback, useEffect, useMemo, useState } from 'react'
import { serviceNow } from '../../data/service-clock.ts'
import { text } from '../../strings/en.ts'
import { Shown } from '../../ui/Shown.tsx'
import { useAggregates, useOperator } from '../use-operator.ts'
import { Consequences } from './Consequences.tsx'
import { asDraft, lineOf, saysTheSame, scheduleAt } from './document.ts'
import { Editor } from './Editor.tsx'
import { type Choice, choicesOf, PolicyPicker } from './PolicyPicker.tsx'
import { PublishDialog } from './PublishDialog.tsx'
import { StartWith } from './StartWith.tsx'
import { useDraftPolicy } from './use-draft-policy.ts'
import { useLint } from './use-lint.ts'
import { useThresholds } from './use-thresholds.ts'
import { useTrial } from './use-trial.ts'
import classes from './Workbench.module.css'

const words = text.operator.workbench

type PolicyList = Awaited<ReturnType<PolicyCalls['list']>>

/** Where the operator writes the rule, and sees on their own history what it does. */
export function Workbench() {
  const policies = useOperator('policies', async (operator, options) =>
    operator.policies.list(options),
  )
  const aggregates = useAggregates()
  return (
    <div className={classes.page}>
      <Shown of={aggregates} height={900}>
        {({ policy }) => (
          <Shown of={policies} height={900}>
            {(list) => <Bench list={list} speaking={policy} />}
          </Shown>
        )}
      </Shown>
    </div>
  )
}

type Props = {
  readonly list: PolicyList
  /** The policy in force, name/version. */
  readonly speaking: string
}

const NOTHING: PolicyDocument = { policy: 'policy/1', measures: {}, labels: [] }

/** What is drawn anew as a line is dragged is no more than what changes with it: the parts keep their places. */
const Bench = memo(function Bench({ list, speaking }: Props) {
  const bench = useBench({ list, speaking })
  const { draft, lookedOver, policy, trial, line, isSame, otherName, compared } = bench
  const [isPublishing, setPublishing] = useState(false)
  const publish = useCallback(() => setPublishing(true), [])
  return (
    <>
      <Top
        {...{ compared, isSame, publish }}
        choices={bench.choices}
        setCompared={bench.setCompared}
        start={bench.start}
        isBroken={policy === null || draft.badJson !== null}
      />
      <StartWith choices={bench.choices} isSame={isSame} start={bench.start} />
      <div className={classes.halves}>
        <Editor draft={draft} lookedOver={lookedOver} reset={bench.reset} isSame={isSame} />
        <div className={classes.right}>
          <Consequences
            {...{ trial, policy, otherName }}
            thresholds={bench.thresholds}
            move={bench.move}
            document={draft.document}
            newest={draft.newest}
            against={compared}
          />
        </div>
      </div>
      {isPublishing && policy !== null ? (
        <PublishDialog
          {...{ draft, policy, lookedOver, trial, line }}
          coming={scheduleAt(list.scheduled, { line, now: serviceNow() }).coming}
          close={() => setPublishing(false)}
        />
      ) : null}
    </>
  )
})

/** The draft, what it is compared with, and what is known of both. */
function useBench({ list: { items }, speaking: name }: Props) {
  const line = lineOf(name)
  const speaking = items.find(({ policy }) => policy === name)?.document ?? NOTHING
  const draft = useDraftPolicy(asDraft(speaking, line, items))
  const choices = useMemo(() => choicesOf(items, name), [items, name])
  const [compared, setCompared] = useState(name)
  const other = choices.find(({ policy }) => policy === compared) ?? null
  const against = other?.document ?? speaking
  const lookedOver = useLint(draft.document)
  const parsed = useMemo(() => parsePolicy(draft.document), [draft.document])
  const policy = parsed.ok ? parsed.policy : null
  const trial = useTrial()
  const { ask } = trial
  // What was dragged further meanwhile has been asked already.
  useEffect(() => ask('draft', draft.newest()), [ask, draft])
  useEffect(() => ask('other', against), [ask, against])
  const { replace } = draft
  const start = useCallback(
    (document: PolicyDocument) => replace(asDraft(document, line, items)),
    [replace, line, items],
  )
  return {
    line,
    draft,
    choices,
    compared,
    setCompared,
    otherName: other?.title ?? text.operator.trial.other,
    lookedOver,
    policy,
    trial,
    start,
    reset: useCallback(() => start(speaking), [start, speaking]),
    isSame: useMemo(() => saysTheSame(draft.document, speaking), [draft.document, speaking]),
    ...useThresholds({ draft, policy, ask }),
  }
}

type TopProps = {
  readonly choices: readonly Choice[]
  readonly compared: string
  readonly setCompared: (policy: string) => void
  readonly start: (document: PolicyDocument) => void
  readonly publish: () => void
  readonly isBroken: boolean
  readonly isSame: boolean
}

const Top = memo(function Top(props: TopProps) {
  const { choices, compared, setCompared, start, publish, isBroken, isSame } = props
  return (
    <div className={classes.top}>
      <div>
        <Title order={1}>{words.title}</Title>
        <p>{words.about}</p>
      </div>
      <div className={classes.pickers}>
        <PolicyPicker
          label={words.preset}
          placeholder={words.presetPick}
          choices={choices}
          value={null}
          pick={({ document }) => start(document)}
        />
        <PolicyPicker
          label={words.compare}
          placeholder={words.comparePick}
          choices={choices}
          value={compared}
          pick={(choice) => setCompared(choice.policy)}
        />
        <Button
          onClick={publish}
          disabled={isBroken || isSame}
          title={isBroken ? words.mended : isSame ? words.unchanged : undefined}
        >
          {words.publish}
        </Button>
      </div>
    </div>
  )
})
