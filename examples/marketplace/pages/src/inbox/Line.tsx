import { UnstyledButton } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { Message, OpenConversation, Person } from '../../../src/shapes.ts'
import { call } from '../data/call.ts'
import { conversationPath, takeConversation } from '../data/queries.ts'
import { full, time } from '../format.ts'
import { Face } from '../shell/Face.tsx'
import { text } from '../strings.ts'
import classes from './Line.module.css'

const words = text.talk

type Shown = {
  readonly message: Message
  readonly talk: OpenConversation
  readonly isClient: boolean
  readonly other: Person
  /** Whether the one before is of the same sender. */
  readonly isNext: boolean
}

export function Line({ message, talk, isClient, other, isNext }: Shown) {
  const { sender, kind, at } = message
  const when = (
    <time className="figures" dateTime={new Date(at).toISOString()} title={full(at)}>
      {time(at)}
    </time>
  )
  if (sender === 'system') {
    return (
      <p className={classes.note}>
        {message.text} {when}
      </p>
    )
  }
  const isMine = (sender === 'client') === isClient
  const kindName = message.withdrawn ? undefined : words.kinds[kind]
  return (
    <div className={classes.line} data-mine={isMine || undefined} data-next={isNext || undefined}>
      {isMine ? null : (
        <span className={classes.face}>{isNext ? null : <Face person={other} size={28} />}</span>
      )}
      <div className={classes.whole}>
        <div className={classes.bubble} data-withdrawn={message.withdrawn || undefined}>
          <span className="only-read">{isMine ? words.you : other.name}: </span>
          {kindName === undefined ? null : (
            <span className={classes.kind} data-kind={kind}>
              {kindName}
            </span>
          )}
          {message.withdrawn ? words.withdrawn : message.text}
        </div>
        <div className={classes.under}>
          {when}
          {isMine && canTakeBack(message, talk, isClient) ? (
            <TakeBack message={message} talk={talk} />
          ) : null}
        </div>
      </div>
    </div>
  )
}

/** A client's message that nobody has answered. */
function canTakeBack(message: Message, { messages }: OpenConversation, isClient: boolean): boolean {
  if (!isClient || message.withdrawn) return false
  return !messages.some(
    ({ sender, kind, at }) => sender !== 'client' && kind !== 'automated' && at >= message.at,
  )
}

function TakeBack({
  message,
  talk,
}: {
  readonly message: Message
  readonly talk: OpenConversation
}) {
  const taking = useMutation({
    mutationFn: () => {
      const path = `${conversationPath(talk.id)}/messages/${encodeURIComponent(message.id)}/withdrawal`
      return call<OpenConversation>('POST', path)
    },
    onSuccess: takeConversation,
  })
  return (
    <>
      <UnstyledButton
        className={classes.action}
        disabled={taking.isPending}
        onClick={() => taking.mutate()}
      >
        {words.withdraw}
      </UnstyledButton>
      {taking.isError ? (
        <span role="alert" className={classes.bad}>
          {taking.error.message}
        </span>
      ) : null}
    </>
  )
}
