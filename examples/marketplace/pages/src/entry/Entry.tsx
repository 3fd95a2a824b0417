import { Button, Loader, Skeleton, Title, UnstyledButton } from '@mantine/core'
import {
  IconAdjustmentsHorizontal,
  IconBriefcase,
  IconChevronRight,
  type Icon,
  IconMessageHeart,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Person } from '../../../src/shapes.ts'
import { castQuery } from '../data/queries.ts'
import { person, signIn, who } from '../data/session.ts'
import { useSignal } from '../data/signal.ts'
import { Face } from '../shell/Face.tsx'
import { text } from '../strings.ts'
import classes from './Entry.module.css'

const words = text.entry
const SHOWN = 4
const ROLES = [
  { role: 'clients', icon: IconBriefcase, ...words.client },
  { role: 'freelancers', icon: IconMessageHeart, ...words.freelancer },
  { role: 'operators', icon: IconAdjustmentsHorizontal, ...words.operator },
] as const

/** One click, and one is somebody. A real marketplace asks for more. */
export function Entry() {
  const { data, error } = useQuery(castQuery)
  return (
    <div className={classes.entry}>
      <Title order={1} className={classes.title}>
        {words.title}
      </Title>
      <p className={classes.about}>{words.about}</p>
      <GoOn />
      {data === undefined && error !== null ? (
        <p role="alert" className={classes.failed}>
          {error.message}
        </p>
      ) : null}
      <div className={classes.roles}>
        {ROLES.map(({ role, ...about }) => (
          <Role key={role} people={data?.[role].slice(0, SHOWN) ?? null} {...about} />
        ))}
      </div>
    </div>
  )
}

function GoOn() {
  const now = useSignal(who)
  if (now.kind !== 'here') return null
  return (
    <p className={classes.now}>
      {words.now(now.me.name)}{' '}
      {now.me.role === 'operator' && now.scorePage !== null ? (
        <Button component="a" href={now.scorePage} size="compact-sm" variant="light">
          {words.on}
        </Button>
      ) : (
        <Button component={Link} to="/" size="compact-sm" variant="light">
          {words.on}
        </Button>
      )}
    </p>
  )
}

type About = {
  readonly people: readonly Person[] | null
  readonly icon: Icon
  readonly title: string
  readonly text: string
}

function Role({ people, icon: Sign, title, text: about }: About) {
  return (
    <section className={classes.role}>
      <div className={classes.sign}>
        <Sign size={22} stroke={1.6} aria-hidden="true" />
      </div>
      <h2 className={classes.name}>{title}</h2>
      <p className={classes.text}>{about}</p>
      <ul className={classes.people}>
        {people === null
          ? Array.from({ length: SHOWN }, (_, index) => (
              <li key={index} className={classes.ghost}>
                <Skeleton circle height={36} />
                <Skeleton height={14} width="55%" />
              </li>
            ))
          : people.map((each) => <Choice key={each.id} one={each} />)}
      </ul>
    </section>
  )
}

function Choice({ one }: { readonly one: Person }) {
  const navigate = useNavigate()
  const [state, setState] = useState<'ready' | 'going' | 'failed'>('ready')
  const choose = async () => {
    setState('going')
    try {
      await signIn(one.id)
    } catch {
      return setState('failed')
    }
    const now = who.get()
    if (one.role === 'operator' && now.kind === 'here' && now.scorePage !== null) {
      return location.assign(now.scorePage)
    }
    return navigate({ to: one.role === 'client' ? '/freelancers' : '/inbox' })
  }
  return (
    <li>
      <UnstyledButton
        className={classes.choice}
        aria-current={person()?.id === one.id || undefined}
        onClick={() => void choose()}
      >
        <Face person={one} size={36} />
        <span className={classes.whom}>
          <span className={`name ${classes.who}`}>{one.name}</span>
          <span className={`name ${classes.what}`}>
            {state === 'failed' ? text.bad.unreachable : one.title}
          </span>
        </span>
        {state === 'going' ? (
          <Loader size={16} />
        ) : (
          <IconChevronRight size={16} aria-hidden="true" className={classes.go} />
        )}
      </UnstyledButton>
    </li>
  )
}
