import { Button } from '@mantine/core'
import { IconArrowDown } from '@tabler/icons-react'
import { Fragment, useLayoutEffect, useRef, useState } from 'react'
import type { OpenConversation, Person } from '../../../src/shapes.ts'
import { useNow } from '../data/clock.ts'
import { outgoing } from '../data/outgoing.ts'
import { useSignal } from '../data/signal.ts'
import { dayName, isSameDay } from '../format.ts'
import { text } from '../strings.ts'
import { Line } from './Line.tsx'
import { OnItsWay } from './OnItsWay.tsx'
import classes from './Talk.module.css'

const MINUTE = 60_000
/** This near to the end, one is at the end. */
const NEAR_PX = 80

type Shown = {
  readonly talk: OpenConversation
  readonly isClient: boolean
  readonly other: Person
}

/** What was said, and below it what is on its way. */
export function Lines({ talk, isClient, other }: Shown) {
  const now = useNow(MINUTE)
  const { messages } = talk
  const sent = new Set(messages.map(({ id }) => id))
  const underWay = useSignal(outgoing).filter(
    ({ conversation, id }) => conversation === talk.id && !sent.has(id),
  )
  const { box, isBehind, follow, onScroll } = useEnd(messages.length + underWay.length)
  return (
    <div className={classes.frame}>
      {/* A list that scrolls is reached by the keyboard. */}
      <div
        ref={box}
        className={classes.lines}
        role="log"
        aria-label={text.talk.messages}
        tabIndex={0}
        onScroll={onScroll}
      >
        <div className={classes.inner}>
          {messages.map((message, index) => {
            const before = messages[index - 1]
            const isNewDay = before === undefined || !isSameDay(before.at, message.at)
            return (
              <Fragment key={message.id}>
                {isNewDay ? <h2 className={classes.day}>{dayName(message.at, now)}</h2> : null}
                <Line
                  message={message}
                  talk={talk}
                  isClient={isClient}
                  other={other}
                  isNext={!isNewDay && before?.sender === message.sender}
                />
              </Fragment>
            )
          })}
          {underWay.map((message) => (
            <OnItsWay key={message.id} message={message} />
          ))}
        </div>
      </div>
      {isBehind ? (
        <Button
          size="xs"
          radius="xl"
          className={classes.newest}
          rightSection={<IconArrowDown size={14} />}
          onClick={follow}
        >
          {text.talk.newest}
        </Button>
      ) : null}
    </div>
  )
}

/** Stays at the end while somebody is there; who reads further up is told, and not pulled down. */
function useEnd(count: number) {
  const box = useRef<HTMLDivElement>(null)
  const isAtEnd = useRef(true)
  const [isBehind, setIsBehind] = useState(false)
  const follow = () => {
    box.current?.scrollTo({ top: box.current.scrollHeight })
    setIsBehind(false)
  }
  useLayoutEffect(() => {
    if (isAtEnd.current) follow()
    else setIsBehind(true)
  }, [count])
  const onScroll = () => {
    const at = box.current
    if (at === null) return
    isAtEnd.current = at.scrollHeight - at.scrollTop - at.clientHeight < NEAR_PX
    if (isAtEnd.current) setIsBehind(false)
  }
  return { box, isBehind, follow, onScroll }
}
