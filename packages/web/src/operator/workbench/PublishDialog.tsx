import { epochInstant, epochNumber, type Policy } from '@alacrity/engine'
import { AlacrityError, type ScheduledPolicy } from '@alacrity/sdk'
import { Button, Checkbox, Group, List, Modal, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { service, wordsOf } from '../../data/service.ts'
import { serviceNow } from '../../data/service-clock.ts'
import { text } from '../../strings/en.ts'
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
  const { go, isWorking, conflict, failed } = usePublishing({ draft, coming, close })
  const isForbidden = found.fault !== null || !isFresh
  return (
    <Modal opened onClose={close} title={words.title} centered size="lg">
      <Stack gap="md">
        <What policy={policy} name={draft.document.policy} line={line} />
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
    </Modal>
  )
}

function usePublishing({ draft, coming, close }: Pick<Props, 'draft' | 'coming' | 'close'>) {
  const [isWorking, setWorking] = useState(false)
  /** What another operator did meanwhile. */
  const [conflict, setConflict] = useState<string | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  const publish = usePublish({ draft, coming })
  const go = async () => {
    setWorking(true)
    setFailed(null)
    try {
      const outcome = await publish(conflict !== null)
      if (outcome.kind === 'done') {
        close()
        say({ kind: 'good', title: words.done(outcome.policy, outcome.at) })
      } else setConflict(outcome.title)
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

function What({ policy, name, line }: Of & { readonly line: string }) {
  const { every } = policy.publish
  return (
    <>
      <dl className={pages['facts']}>
        <dt>{words.as}</dt>
        <dd data-testid="publish-as">{name}</dd>
        <dt>{words.from}</dt>
        <dd>{words.fromText(nextEpoch(policy), text.operator.form.choice[every] ?? every)}</dd>
      </dl>
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
  | { readonly kind: 'conflict'; readonly title: string }

/** Looks first at what others have done since this page was read, then stores and schedules. */
function usePublish({
  draft,
  coming,
}: Pick<Props, 'draft' | 'coming'>): (anyway: boolean) => Promise<Outcome> {
  const act = useAct()
  return (anyway) =>
    act(async (operator): Promise<Outcome> => {
      const { document } = draft
      const line = lineOf(document.policy)
      const list = await service().operator.policies.list()
      const now = scheduleAt(list.scheduled, { line, now: serviceNow() }).coming
      const fresh = now.find(
        (each) => !coming.some((known) => JSON.stringify(known) === JSON.stringify(each)),
      )
      if (fresh !== undefined && !anyway) {
        renumber(draft, line, list.items)
        const { policy, scheduled_by: by, from_at: at } = fresh
        return { kind: 'conflict', title: words.conflictText(policy, by, at) }
      }
      try {
        await operator.policies.create(document)
      } catch (error) {
        if (!(error instanceof AlacrityError) || error.code !== 'policy_conflict') throw error
        const taken = list.items.find(({ policy }) => policy === document.policy)
        renumber(draft, line, list.items)
        const by = taken?.created_by ?? ''
        return { kind: 'conflict', title: words.conflictStored(document.policy, by) }
      }
      const scheduled = await operator.policies.schedule({ policy: document.policy })
      return { kind: 'done', policy: scheduled.policy, at: scheduled.from_at }
    })
}

type Items = Parameters<typeof nextVersion>[1]

function renumber(draft: DraftPolicy, line: string, items: Items): void {
  draft.set('policy', nextVersion(line, items))
}
