import type { Score } from '@alacrity/sdk'
import { Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { wordsOf } from '../data/service.ts'
import { text } from '../strings/en.ts'
import { score as shown, whole } from '../strings/format.ts'
import { Dialog } from '../ui/Dialog.tsx'
import classes from './Pages.module.css'
import { useAct } from './use-operator.ts'

const words = text.operator.look
const REASON_MAX = 500

/** A member's score is private: it is opened with a reason that the member can read [DS5]. */
export function LookDialog({
  member,
  close,
}: {
  readonly member: string
  readonly close: () => void
}) {
  const [reason, setReason] = useState('')
  const [asking, setAsking] = useState(false)
  const [failed, setFailed] = useState<string | null>(null)
  const [score, setScore] = useState<Score | null>(null)
  const act = useAct()
  const look = async () => {
    setAsking(true)
    setFailed(null)
    try {
      setScore(await act((operator) => operator.look(member, reason.trim())))
    } catch (error) {
      setFailed(wordsOf(error))
    } finally {
      setAsking(false)
    }
  }
  return (
    <Dialog title={words.title} close={close}>
      <Stack gap="md">
        <Text fw={600} className="name" title={member} dir="auto">
          {member}
        </Text>
        {score === null ? (
          <form
            onSubmit={(event) => {
              event.preventDefault()
              void look()
            }}
          >
            <Stack gap="md">
              <Text size="sm" c="dimmed">
                {words.about}
              </Text>
              <Textarea
                label={words.reason}
                value={reason}
                maxLength={REASON_MAX}
                autosize
                minRows={2}
                required
                data-autofocus
                error={failed}
                onChange={(event) => setReason(event.currentTarget.value)}
              />
              <Group justify="end" gap="xs">
                <Button variant="default" onClick={close}>
                  {words.cancel}
                </Button>
                <Button type="submit" loading={asking} disabled={reason.trim() === ''}>
                  {words.open}
                </Button>
              </Group>
            </Stack>
          </form>
        ) : (
          <Seen score={score} />
        )}
      </Stack>
    </Dialog>
  )
}

function Seen({ score }: { readonly score: Score }) {
  const { counts } = score
  const rows = [
    [words.counts, counts.turns],
    [words.onTime, counts.on_time],
    [words.late, counts.late],
    [words.missed, counts.missed],
    [words.pending, counts.pending],
    [words.excused, counts.excused],
    [words.clients, counts.clients],
  ] as const
  return (
    <>
      <Text size="sm" c="dimmed">
        {words.asOf(score.as_of)}
      </Text>
      <dl className={`${classes.facts} figures`}>
        <dt>{words.score}</dt>
        <dd>{score.score === null ? words.none : shown(score.score)}</dd>
        {rows.map(([name, value]) => (
          <div key={name} className={classes.pair}>
            <dt>{name}</dt>
            <dd>{whole(value)}</dd>
          </div>
        ))}
        {score.label_reports.map(({ name, held }) => (
          <div key={name} className={classes.pair}>
            <dt>{name}</dt>
            <dd>{held ? words.held : words.notHeld}</dd>
          </div>
        ))}
      </dl>
      <Text size="sm" c="dimmed">
        {words.recorded}
      </Text>
    </>
  )
}
