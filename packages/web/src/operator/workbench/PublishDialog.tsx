import { epochInstant, epochNumber, type Policy } from '@alacrity/engine'
import { AlacrityError, type PolicyCalls, type ScheduledPolicy } from '@alacrity/sdk'
import { Button, Checkbox, Group, List, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { wordsOf } from '../../data/service.ts'
import { serviceNow } from '../../data/service-clock.ts'
import { text } from '../../strings/en.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { say } from '../../ui/say.ts'
import pages from '../Pages.module.css'
import { useAct } from '../use-operator.ts'
import { lineOf, nextVersion, scheduleAt } from './document.ts'
import { Findings } from './Findings.tsx'
import type { DraftPolicy } from './use-draft-policy.ts'
import type { LookedOver } from './use-lint.ts'
import type { TrialState } from './use-trial.ts'

const words = text.operator.publish
const { share } = text.operator

type Props = {
  readonly draft: DraftPolicy
  readonly policy: Policy
  readonly lookedOver: LookedOver
  readonly trial: TrialState
  /** The line of the policy in force. */
  readonly line: string
  /** What is known to be scheduled after now. */
  readonly coming: readonly ScheduledPolicy[]
  readonly close: () => void
}

/** Stores the draft as a version and schedules it, once it is clear what follows from that. */
export function PublishDialog(props: Props) {
  const { draft, policy, trial, line, coming, close } = props
  const { found, isFresh } = props.lookedOver
  const warnings = found.findings.filter(({ severity }) => severity === 'warning')
  const [isRead, setRead] = useState(false)
  const [replaced] = coming
  const { go, isWorking, conflict, failed } = usePublishing(draft, { replaced, close })
  const isForbidden = found.fault !== null || !isFresh
  return (
    <Dialog title={words.title} size="lg" close={close}>
      <Stack gap="md">
        <What policy={policy} name={draft.document.policy} line={line} replaced={replaced} />
        <Becomes trial={trial} />
        <Told policy={policy} name={draft.document.policy} />
        <Findings found={{ fault: found.fault, findings: warnings }} />
        {warnings.length === 0 ? null : (
          <Checkbox
            label={words.unwise(warnings.length)}
            checked={isRead}
            onChange={(event) => setRead(event.currentTarget.checked)}
          />
        )}
        {conflict === null ? null : (
          <div role="alert">
            <Text fw={600} size="sm">
              {words.conflict}
            </Text>
            <Text size="sm">{conflict}</Text>
          </div>
        )}
        {failed === null ? null : (
          <Text size="sm" c="var(--bad)" role="alert">
            {failed}
          </Text>
        )}
        <Group justify="end" gap="xs">
          <Button variant="default" onClick={close}>
            {words.cancel}
          </Button>
          <Button
            loading={isWorking}
            disabled={isForbidden || (warnings.length > 0 && !isRead)}
            onClick={() => void go()}
          >
            {conflict === null ? words.go : words.anyway}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}

type Publishing = { readonly replaced: ScheduledPolicy | undefined; readonly close: () => void }

function usePublishing(draft: DraftPolicy, { replaced, close }: Publishing) {
  const [isWorking, setWorking] = useState(false)
  /** What another operator did meanwhile. */
  const [conflict, setConflict] = useState<string | null>(null)
  // What the dialog said would be replaced as it opened, and nothing that came since.
  const [over, setOver] = useState(replaced?.policy)
  const [failed, setFailed] = useState<string | null>(null)
  const publish = usePublish(draft)
  const go = async () => {
    setWorking(true)
    setFailed(null)
    try {
      const outcome = await publish(over)
      if (outcome.kind === 'done') {
        close()
        say({ kind: 'good', title: words.done(outcome.policy, outcome.at) })
      } else {
        setConflict(outcome.title)
        setOver(outcome.over)
      }
    } catch (error) {
      setFailed(wordsOf(error))
    } finally {
      setWorking(false)
    }
  }
  return { go, isWorking, conflict, failed }
}

const nextEpoch = ({ publish: { every } }: Policy): number =>
  epochInstant(every, epochNumber(every, serviceNow()) + 1)

type Of = { readonly policy: Policy; readonly name: string }

type WhatProps = Of & { readonly line: string; readonly replaced: ScheduledPolicy | undefined }

function What({ policy, name, line, replaced }: WhatProps) {
  const { every } = policy.publish
  return (
    <>
      <dl className={pages['facts']}>
        <dt>{words.as}</dt>
        <dd data-testid="publish-as">{name}</dd>
        <dt>{words.from}</dt>
        <dd>{words.fromText(nextEpoch(policy), text.operator.form.choice[every] ?? every)}</dd>
      </dl>
      {replaced === undefined ? null : (
        <Text size="sm">{words.replaces(replaced.policy, replaced.scheduled_by)}</Text>
      )}
      {lineOf(name) === line ? null : <Text size="sm">{words.newLine(lineOf(name))}</Text>}
    </>
  )
}

function Told({ policy, name }: Of) {
  return (
    <div>
      <Text fw={600} size="sm">
        {words.told}
      </Text>
      <List size="sm" mt={4} spacing={4}>
        {words.toldList(name, nextEpoch(policy)).map((each) => (
          <List.Item key={each}>{each}</List.Item>
        ))}
      </List>
      <Text size="sm" c="dimmed" mt={6}>
        {words.clients}
      </Text>
    </div>
  )
}

function Becomes({ trial: { draft, other, exchange } }: { readonly trial: TrialState }) {
  const [now, then] = [other?.labels ?? null, draft?.labels ?? null]
  if (now === null || then === null || exchange === null) return null
  const before = share(now.labelled, now.members)
  const after = share(then.labelled, then.members)
  const { gains, loses } = exchange
  return (
    <div>
      <Text fw={600} size="sm">
        {words.becomes}
      </Text>
      <Text size="sm">{words.becomesText({ before, after, gains, loses })}</Text>
      {draft?.isDone === true && other?.isDone === true ? null : (
        <Text size="sm" c="dimmed">
          {words.partly}
        </Text>
      )}
    </div>
  )
}

type Outcome =
  | { readonly kind: 'done'; readonly policy: string; readonly at: number }
  /** What others did meanwhile; `over` is what publishing all the same would replace. */
  | { readonly kind: 'conflict'; readonly title: string; readonly over: string | undefined }

/** Stores and schedules; the service says no where somebody else was first, and nothing of theirs is lost. */
function usePublish(draft: DraftPolicy): (over: string | undefined) => Promise<Outcome> {
  const act = useAct()
  return (over) =>
    act(async (operator): Promise<Outcome> => {
      const { document } = draft
      try {
        await operator.policies.create(document)
        const done = await operator.policies.schedule({
          policy: document.policy,
          ...(over === undefined ? {} : { over }),
        })
        return { kind: 'done', policy: done.policy, at: done.from_at }
      } catch (error) {
        const code = error instanceof AlacrityError ? error.code : null
        if (code !== 'policy_conflict' && code !== 'schedule_conflict') throw error
        const conflict = conflictOf(draft, await operator.policies.list())
        if (conflict === null) throw error
        return conflict
      }
    })
}

type PolicyList = Awaited<ReturnType<PolicyCalls['list']>>

/** Who was first, from what the service knows now; null: nobody. A version that is taken is numbered one higher. */
function conflictOf(draft: DraftPolicy, { items, scheduled }: PolicyList): Outcome | null {
  const { document } = draft
  const line = lineOf(document.policy)
  const [next] = scheduleAt(scheduled, { line, now: serviceNow() }).coming
  const stored = items.find(({ policy }) => policy === document.policy)
  const isTaken =
    stored !== undefined && JSON.stringify(stored.document) !== JSON.stringify(document)
  if (isTaken) draft.set('policy', nextVersion(line, items))
  else if (next === undefined) return null
  const title =
    next === undefined
      ? words.conflictStored(document.policy, stored?.created_by ?? '')
      : words.conflictText(next.policy, next.scheduled_by, next.from_at)
  return { kind: 'conflict', title, over: next?.policy }
}
