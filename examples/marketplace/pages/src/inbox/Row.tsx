import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import type { Conversation, Message, Person } from '../../../src/shapes.ts'
import { isUnread } from '../data/seen.ts'
import { briefly, full } from '../format.ts'
import { Face } from '../shell/Face.tsx'
import { Labels } from '../shell/Labels.tsx'
import { text } from '../strings.ts'
import classes from './Row.module.css'

type Shown = {
  readonly conversation: Conversation
  readonly me: Person
  readonly now: number | null
  readonly isChosen: boolean
}

/** One conversation in the inbox. */
export function Row({ conversation, me, now, isChosen }: Shown) {
  return (
    <Line
      conversation={conversation}
      isMine={conversation.client.id === me.id}
      when={briefly(conversation.last_at, now)}
      isNew={isUnread(conversation) && !isChosen}
      isChosen={isChosen}
    />
  )
}

type Drawn = {
  readonly conversation: Conversation
  /** Whether it is a client's own inbox. */
  readonly isMine: boolean
  readonly when: string
  readonly isNew: boolean
  readonly isChosen: boolean
}

const Line = memo(function Line({ conversation, isMine, when, isNew, isChosen }: Drawn) {
  const { id, freelancer, client, last, last_at: at, waiting } = conversation
  const other = isMine ? freelancer : client
  return (
    <li className={classes.row}>
      <Link
        to="/inbox/$id"
        params={{ id }}
        className={classes.link}
        data-new={isNew || undefined}
        aria-current={isChosen ? 'page' : undefined}
        resetScroll={false}
      >
        <Face person={other} size={40} />
        <span className={classes.body}>
          <span className={classes.line}>
            <span className={`name ${classes.name}`}>{other.name}</span>
            {isMine ? <Labels labels={freelancer.labels} isSmall /> : null}
            <time
              className={`figures ${classes.at}`}
              dateTime={new Date(at).toISOString()}
              title={full(at)}
            >
              {when}
            </time>
          </span>
          <span className={classes.line}>
            <span className={`name ${classes.last}`}>{wordsOf(last, isMine)}</span>
            {isNew ? <span className="only-read">{text.inbox.new}</span> : null}
            {waiting && !isMine ? <span className={classes.waits}>{text.inbox.waits}</span> : null}
            {isNew ? <span className={classes.dot} aria-hidden="true" /> : null}
          </span>
        </span>
      </Link>
    </li>
  )
})

function wordsOf(last: Message | null, isMine: boolean): string {
  if (last === null) return ''
  if (last.withdrawn) return text.talk.withdrawn
  const mine = last.sender === (isMine ? 'client' : 'freelancer')
  return `${mine ? text.inbox.you : ''}${last.text}`
}
