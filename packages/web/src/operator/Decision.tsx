import { AlacrityError, type Contest } from '@alacrity/sdk'
import { Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { wordsOf } from '../data/service.ts'
import { text } from '../strings/en.ts'
import { say } from '../ui/say.ts'
import { useDraft } from '../ui/use-draft.ts'
import { useAct } from './use-operator.ts'

const words = text.operator.contests
const ANSWER_MAX = 500

/** A person decides, and says why. What is written is kept until it is sent. */
export function Decision({ contest }: { readonly contest: Contest }) {
  const [answer, setAnswer, forget] = useDraft(`decide ${contest.id}`)
  const [sending, setSending] = useState<'upheld' | 'rejected' | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  const act = useAct()
  const send = async (state: 'upheld' | 'rejected') => {
    setSending(state)
    setFailed(null)
    try {
      await act((operator) => operator.decide(contest.id, { state, answer: answer.trim() }))
      forget()
      say({ kind: 'good', title: words[state] })
    } catch (error) {
      const isDecided = error instanceof AlacrityError && error.code === 'already_closed'
      setFailed(isDecided ? words.already : wordsOf(error))
    } finally {
      setSending(null)
    }
  }
  const isEmpty = answer.trim() === ''
  return (
    <Stack gap="sm" mt="lg">
      <Textarea
        label={words.answer}
        description={words.answerHint}
        value={answer}
        maxLength={ANSWER_MAX}
        autosize
        minRows={3}
        error={failed}
        onChange={(event) => setAnswer(event.currentTarget.value)}
      />
      <Text size="sm" c="dimmed">
        {contest.subject === 'turn' ? words.upholdText : words.upholdLabel}
      </Text>
      <Group gap="xs">
        <Button
          loading={sending === 'upheld'}
          disabled={isEmpty || sending !== null}
          onClick={() => void send('upheld')}
        >
          {words.uphold}
        </Button>
        <Button
          variant="default"
          loading={sending === 'rejected'}
          disabled={isEmpty || sending !== null}
          onClick={() => void send('rejected')}
        >
          {words.reject}
        </Button>
      </Group>
    </Stack>
  )
}
