import { Skeleton } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { OpenConversation, Person } from '../../../src/shapes.ts'
import { conversationQuery } from '../data/queries.ts'
import { markSeen, seen } from '../data/seen.ts'
import { who } from '../data/session.ts'
import { useSignal } from '../data/signal.ts'
import { Face } from '../shell/Face.tsx'
import { Failed } from '../shell/Failed.tsx'
import { Labels } from '../shell/Labels.tsx'
import { text } from '../strings.ts'
import { Composer } from './Composer.tsx'
import { Lines } from './Lines.tsx'
import classes from './Talk.module.css'

const words = text.talk

export function TalkPage() {
  const { id } = useParams({ from: '/inbox/$id' })
  const now = useSignal(who)
  const { data, error, refetch } = useQuery(conversationQuery(id))
  if (now.kind !== 'here' && now.kind !== 'expired') return null
  if (data === undefined && error !== null) {
    return <Failed error={error} reset={() => void refetch()} />
  }
  if (data === undefined) return <Waiting />
  return <Talk key={id} talk={data} me={now.me} />
}

function Waiting() {
  return (
    <div className={classes.ghost} aria-hidden="true">
      <Skeleton height={40} width="45%" />
      <Skeleton height={64} width="60%" radius={14} />
      <Skeleton height={64} width="60%" radius={14} ml="auto" />
      <Skeleton height={64} width="50%" radius={14} />
    </div>
  )
}

function Talk({ talk, me }: { readonly talk: OpenConversation; readonly me: Person }) {
  const isClient = talk.client.id === me.id
  const other = isClient ? talk.freelancer : talk.client
  const known = useSignal(seen)
  const isKnown = known !== null
  const last = talk.last?.id ?? null
  useEffect(() => {
    if (isKnown && last !== null && !document.hidden) markSeen(talk.id, last)
  }, [isKnown, talk.id, last])
  return (
    <>
      <header className={classes.head}>
        <Link to="/inbox" className={classes.back} aria-label={words.back}>
          <IconArrowLeft size={20} aria-hidden="true" />
        </Link>
        <Face person={other} size={36} />
        <div className={classes.who}>
          <div className={classes.line}>
            <h1 className={`name ${classes.name}`}>
              {isClient ? (
                <Link to="/freelancers/$id" params={{ id: other.id }}>
                  {other.name}
                </Link>
              ) : (
                other.name
              )}
            </h1>
            {isClient ? <Labels labels={talk.freelancer.labels} /> : null}
          </div>
          <p className={`name ${classes.title}`}>{other.title}</p>
        </div>
      </header>
      <Lines talk={talk} isClient={isClient} other={other} />
      <Composer talk={talk} isClient={isClient} other={other} />
    </>
  )
}
