import { parsePolicy, type Policy } from '@alacrity/engine'
import type { Aggregates, PolicyCalls, PolicyDocument } from '@alacrity/sdk'
import { Button, SegmentedControl, Textarea, Title } from '@mantine/core'
import { useMemo, useState } from 'react'
import { serviceNow } from '../../data/service-clock.ts'
import { text } from '../../strings/en.ts'
import { Panel } from '../../ui/Panel.tsx'
import { Shown } from '../../ui/Shown.tsx'
import { focusOf, thresholdOf } from '../trial/limit.ts'
import { useAggregates, useOperator } from '../use-operator.ts'
import { Changes } from './Changes.tsx'
import { Consequences } from './Consequences.tsx'
import { asDraft, lineOf, saysTheSame, scheduleAt } from './document.ts'
import { Findings } from './Findings.tsx'
import form from './Form.module.css'
import { PolicyForm } from './PolicyForm.tsx'
import { choicesOf, PolicyPicker } from './PolicyPicker.tsx'
import { PublishDialog } from './PublishDialog.tsx'
import { type DraftPolicy, useDraftPolicy } from './use-draft-policy.ts'
import { type LookedOver, useLint } from './use-lint.ts'
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
        {(now) => (
          <Shown of={policies} height={900}>
            {(list) => <Bench list={list} now={now} />}
          </Shown>
        )}
      </Shown>
    </div>
  )
}

type Props = { readonly list: PolicyList; readonly now: Aggregates }

const NOTHING: PolicyDocument = { policy: 'policy/1', measures: {}, labels: [] }

function Bench({ list, now }: Props) {
  const bench = useBench({ list, now })
  const { draft, found, policy, trial, line, coming, isSame, otherName, compared } = bench
  const [publishing, setPublishing] = useState(false)
  return (
    <>
      <Top bench={bench} publish={() => setPublishing(true)} />
      <div className={classes.halves}>
        <Editor draft={draft} found={found} reset={bench.reset} isSame={isSame} />
        <div className={classes.right}>
          <Consequences
            {...{ trial, policy, otherName, thresholds: bench.thresholds, move: bench.move }}
            exchange={
              <Changes exchange={trial.exchange} document={draft.document} against={compared} />
            }
          />
        </div>
      </div>
      {publishing && policy !== null ? (
        <PublishDialog
          {...{ draft, policy, found, trial, line, coming }}
          close={() => setPublishing(false)}
        />
      ) : null}
    </>
  )
}

/** The draft, what it is compared with, and what is known of both. */
function useBench({ list, now }: Props) {
  const line = lineOf(now.policy)
  const stored = list.items.find(({ policy }) => policy === now.policy)
  const speaking = stored?.document ?? NOTHING
  const draft = useDraftPolicy(asDraft(speaking, line, list.items))
  const choices = useMemo(() => choicesOf(list.items, now.policy), [list.items, now.policy])
  const [compared, setCompared] = useState(now.policy)
  const other = choices.find(({ policy }) => policy === compared) ?? null
  const found = useLint(draft.document)
  const parsed = useMemo(() => parsePolicy(draft.document), [draft.document])
  const policy = parsed.ok ? parsed.policy : null
  const withinMs = policy?.within ?? 0
  const trial = useTrial(
    { document: draft.document, withinMs },
    { document: other?.document ?? speaking, withinMs },
  )
  const start = (document: PolicyDocument) => draft.replace(asDraft(document, line, list.items))
  return {
    line,
    draft,
    choices,
    compared,
    setCompared,
    otherName: other?.title ?? text.operator.trial.other,
    found,
    policy,
    trial,
    start,
    reset: () => start(speaking),
    isSame: saysTheSame(draft.document, speaking),
    coming: scheduleAt(list.scheduled, { line, now: serviceNow() }).coming,
    ...thresholdsOf(draft, policy),
  }
}

/** The thresholds that can be dragged, and how they are moved. */
function thresholdsOf(draft: DraftPolicy, policy: Policy | null) {
  const focus = policy === null ? null : focusOf(policy)
  const label = focus === null ? undefined : policy?.labels[focus.label]
  const at = (side: 'grant' | 'keep') =>
    focus === null || label === undefined || focus[side] === null
      ? null
      : thresholdOf(label[side], focus[side])
  const move = (side: 'grant' | 'keep', hundredths: number) => {
    if (focus === null) return
    moveThreshold(draft, { label: focus.label, place: focus[side] ?? 0, side, hundredths })
  }
  return { thresholds: { grant: at('grant'), keep: at('keep') }, move }
}

type TopProps = { readonly bench: ReturnType<typeof useBench>; readonly publish: () => void }

function Top({ bench, publish }: TopProps) {
  const { choices, compared, setCompared, start, policy, draft, isSame } = bench
  const isBroken = policy === null || draft.badJson !== null
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
}

type Moved = {
  readonly label: number
  readonly place: number
  readonly side: 'grant' | 'keep'
  readonly hundredths: number
}

/** Keeping never asks for more than granting: the other line is pushed along. */
function moveThreshold(draft: DraftPolicy, { label, place, side, hundredths }: Moved): void {
  const labels = draft.document['labels'] as readonly Readonly<Record<string, Conditions>>[]
  const own = labels[label]
  if (own === undefined) return
  const grant = own['grant'] ?? []
  const keep = own['keep'] ?? grant
  const percent = hundredths / 100
  const put = (conditions: Conditions, to: number, at: number): Conditions =>
    conditions.with(at, { ...conditions[at], at_least_percent: to })
  const moved = put(side === 'grant' ? grant : keep, percent, place)
  const rest = side === 'grant' ? keep : grant
  const beside = rest.findIndex(({ measure }) => measure === moved[place]?.['measure'])
  const value = Number(rest[beside]?.['at_least_percent'] ?? percent)
  const crosses = side === 'grant' ? value > percent : value < percent
  const pushed = beside !== -1 && crosses ? put(rest, percent, beside) : rest
  const next = side === 'grant' ? { grant: moved, keep: pushed } : { grant: pushed, keep: moved }
  draft.set(`labels.${label}`, { ...own, ...next })
}

type Conditions = readonly Readonly<Record<string, unknown>>[]

type EditorProps = {
  readonly draft: DraftPolicy
  readonly found: LookedOver
  readonly reset: () => void
  readonly isSame: boolean
}

function Editor({ draft, found, reset, isSame }: EditorProps) {
  const [how, setHow] = useState<'form' | 'json'>('form')
  const { document, json, badJson, set, type } = draft
  const count = found.findings.length + (found.fault === null ? 0 : 1)
  return (
    <Panel
      title={typeof document['title'] === 'string' ? document['title'] : document.policy}
      aside={<span className={classes.status}>{document.policy}</span>}
    >
      <About document={document} />
      <div className={classes.bar}>
        <SegmentedControl
          size="xs"
          aria-label={words.how}
          value={how}
          onChange={(next) => setHow(next)}
          data={[
            { value: 'form', label: words.form },
            { value: 'json', label: words.json },
          ]}
        />
        <span className={classes.status} role="status" data-testid="findings">
          {found.isFresh ? words.findings(count) : words.looking}
        </span>
        {isSame && badJson === null ? null : (
          <Button variant="subtle" size="compact-xs" onClick={reset}>
            {words.reset}
          </Button>
        )}
      </div>
      {badJson === null ? null : (
        <div className={form['finding']} data-severity="fault" role="alert">
          <span />
          <div>{words.badJson(badJson)}</div>
        </div>
      )}
      {how === 'form' ? (
        <PolicyForm document={document} found={found} set={set} />
      ) : (
        <>
          <Findings found={found} />
          <Textarea
            mt="sm"
            className={form['json']}
            aria-label={words.editedJson}
            value={json}
            autosize
            minRows={20}
            spellCheck={false}
            onChange={(event) => type(event.currentTarget.value)}
          />
        </>
      )}
    </Panel>
  )
}

function About({ document }: { readonly document: PolicyDocument }) {
  const { about, sources } = document as PolicyDocument & {
    readonly about?: unknown
    readonly sources?: unknown
  }
  const urls = (Array.isArray(sources) ? sources : []).flatMap((source: unknown) => {
    const url = (source as { readonly url?: unknown } | null)?.url
    return typeof url === 'string' && /^https?:\/\//.test(url) ? [url] : []
  })
  if (typeof about !== 'string' && urls.length === 0) return null
  return (
    <div className={classes.about}>
      {typeof about === 'string' ? about : null}
      {urls.map((url, index) => (
        <span key={url}>
          {' '}
          <a href={url} target="_blank" rel="noreferrer">
            {words.source} {index + 1}
          </a>
        </span>
      ))}
    </div>
  )
}
