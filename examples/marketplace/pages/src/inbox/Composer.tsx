import { Button, SegmentedControl, Textarea } from '@mantine/core'
import { IconSend2 } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { type KeyboardEvent, type SubmitEvent, useEffect, useState } from 'react'
import type { OpenConversation, Person } from '../../../src/shapes.ts'
import { call } from '../data/call.ts'
import { useDraft } from '../data/drafts.ts'
import { type Answer, send } from '../data/outgoing.ts'
import { conversationPath, takeConversation } from '../data/queries.ts'
import { useSignal } from '../data/signal.ts'
import { text } from '../strings.ts'
import { backToDraft } from './draft-place.ts'
import classes from './Composer.module.css'

const words = text.talk
const LENGTH_MAX = 4_000

type Shown = {
  readonly talk: OpenConversation
  readonly isClient: boolean
  readonly other: Person
}
type As = 'message' | 'thanks' | Answer

/** Where one writes: a message, or what is more than one. */
export function Composer({ talk, isClient, other }: Shown) {
  const [draft, setDraft] = useDraft(`in ${talk.id}`)
  const [as, setAs] = useState<As>('message')
  const back = useSignal(backToDraft)
  useEffect(() => {
    if (back?.conversation !== talk.id) return
    setDraft(draft === '' ? back.text : `${back.text}\n${draft}`)
    backToDraft.set(null)
  })
  const wish = draft.trim() === '' && as !== 'message' ? words.defaults[as] : draft.trim()
  const submit = () => {
    if (wish === '') return
    const answer = as === 'message' || as === 'thanks' ? null : as
    send({ conversation: talk.id, text: wish, answer, thanks: as === 'thanks' })
    setDraft('')
    setAs('message')
  }
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    submit()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    submit()
  }
  return (
    <form className={classes.composer} onSubmit={onSubmit}>
      <State talk={talk} isClient={isClient} other={other} />
      <Textarea
        autosize
        minRows={2}
        maxRows={8}
        maxLength={LENGTH_MAX}
        aria-label={words.label}
        aria-describedby="keys"
        placeholder={
          as === 'message' || as === 'thanks'
            ? words.write(other.name.slice(0, 40))
            : words.defaults[as]
        }
        value={draft}
        onChange={({ currentTarget }) => setDraft(currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div className={classes.actions}>
        <SegmentedControl
          size="xs"
          aria-label={words.as}
          data={isClient ? CLIENT : FREELANCER}
          value={as}
          onChange={(value) => setAs(value as As)}
        />
        <span id="keys" className={classes.keys}>
          {as === 'thanks' ? words.thanksHint : words.keys}
        </span>
        <Button
          type="submit"
          size="xs"
          className={classes.send}
          rightSection={<IconSend2 size={15} />}
          disabled={wish === ''}
        >
          {words.send}
        </Button>
      </div>
    </form>
  )
}

const MESSAGE = { value: 'message', label: words.asMessage }
const CLIENT = [MESSAGE, { value: 'thanks', label: words.thanks }]
const FREELANCER = [
  MESSAGE,
  ...Object.entries(words.answers).map(([value, label]) => ({ value, label })),
]

/** Whether an answer is owed, and that none is needed after all. */
function State({ talk, isClient, other }: Shown) {
  const releasing = useMutation({
    mutationFn: () => call<OpenConversation>('POST', `${conversationPath(talk.id)}/release`),
    onSuccess: takeConversation,
  })
  return (
    <div className={classes.state} data-waiting={(talk.waiting && !isClient) || undefined}>
      {talk.waiting ? (
        <>
          <span className="name">{isClient ? words.waitingClient(other.name) : words.waiting}</span>
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            className={classes.release}
            loading={releasing.isPending}
            onClick={() => releasing.mutate()}
          >
            {words.release}
          </Button>
        </>
      ) : null}
      {releasing.isError ? (
        <span role="alert" className={classes.bad}>
          {releasing.error.message}
        </span>
      ) : null}
    </div>
  )
}
