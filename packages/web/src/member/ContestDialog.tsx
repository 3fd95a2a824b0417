import { Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { type RefObject, useState } from 'react'
import { wordsOf } from '../data/service.ts'
import { text } from '../strings/en.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { say } from '../ui/say.ts'
import { useDraft } from '../ui/use-draft.ts'
import { useAct } from './use-member.ts'

const words = text.member.act
const REASON_MAX = 500

type Props = {
  readonly subject: 'turn' | 'label'
  /** The turn's id, or line/label. */
  readonly about: string
  /** The client's, or the label's. */
  readonly name: string
  readonly close: () => void
  /** What has the focus afterwards; by default what had it before. */
  readonly back?: RefObject<HTMLElement | null>
}

/** Says what is wrong, to a person. What is written is kept until it is sent, whatever happens. */
export function ContestDialog({ subject, about, name, close, back }: Props) {
  const [reason, setReason, forget] = useDraft(`contest ${subject} ${about}`)
  const [sending, setSending] = useState(false)
  const [failed, setFailed] = useState<string | null>(null)
  const act = useAct()
  const send = async () => {
    setSending(true)
    setFailed(null)
    try {
      await act((member) => member.contest({ subject, about, reason: reason.trim() }))
      forget()
      close()
      say({ kind: 'good', title: words.contested })
    } catch (error) {
      setFailed(wordsOf(error))
      setSending(false)
    }
  }
  return (
    <Dialog
      title={subject === 'turn' ? words.contestTitle : words.contestLabelTitle}
      close={close}
      back={back}
    >
      <Form
        name={name}
        reason={reason}
        write={setReason}
        send={() => void send()}
        close={close}
        sending={sending}
        failed={failed}
      />
    </Dialog>
  )
}

type FormProps = Pick<Props, 'name' | 'close'> & {
  readonly reason: string
  readonly write: (reason: string) => void
  readonly send: () => void
  readonly sending: boolean
  readonly failed: string | null
}

function Form({ name, reason, write, send, close, sending, failed }: FormProps) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <Stack gap="md">
        <Text size="sm" fw={600} className="name" title={name} dir="auto">
          {name}
        </Text>
        <Text size="sm" c="dimmed">
          {words.contestText}
        </Text>
        <Textarea
          label={words.reason}
          description={words.reasonHint}
          value={reason}
          onChange={(event) => write(event.currentTarget.value)}
          maxLength={REASON_MAX}
          minRows={4}
          autosize
          required
          data-autofocus
          error={failed === null ? null : `${failed} ${words.kept}`}
        />
        <Group justify="space-between">
          <Text size="xs" c="dimmed">
            {words.reasonLeft(REASON_MAX - reason.length)}
          </Text>
          <Group gap="xs">
            <Button variant="default" onClick={close}>
              {words.cancel}
            </Button>
            <Button type="submit" loading={sending} disabled={reason.trim() === ''}>
              {words.send}
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  )
}
