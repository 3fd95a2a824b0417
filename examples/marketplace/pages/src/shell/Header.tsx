import { Button } from '@mantine/core'
import { IconArrowUpRight, IconGauge, IconMessages, IconUsersGroup } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { live } from '../data/live.ts'
import { inboxQuery } from '../data/queries.ts'
import { isUnread, seen, startSeen } from '../data/seen.ts'
import { who } from '../data/session.ts'
import { useSignal } from '../data/signal.ts'
import { text } from '../strings.ts'
import classes from './Header.module.css'
import { Logo } from './Logo.tsx'
import { PersonMenu } from './PersonMenu.tsx'
import { SchemeMenu } from './SchemeMenu.tsx'

const words = text.shell

export function Header() {
  const now = useSignal(who)
  const isKnown = now.kind === 'here' || now.kind === 'expired'
  return (
    <header className={classes.header}>
      <div className={classes.inner}>
        <Link to="/" className={classes.brand}>
          <Logo />
          <span className={classes.product}>{words.product}</span>
        </Link>
        {/* Until it is known who this is nothing stands here that would move then. */}
        {now.kind === 'loading' ? null : <Places />}
        <div className={classes.tools}>
          {now.kind === 'loading' ? null : <LiveState />}
          {now.kind === 'loading' ? null : <SchemeMenu />}
          {isKnown ? <PersonMenu me={now.me} /> : null}
          {now.kind === 'nobody' ? (
            <Button component={Link} to="/people" size="xs" variant="default">
              {words.signIn}
            </Button>
          ) : null}
        </div>
      </div>
    </header>
  )
}

function Places() {
  const now = useSignal(who)
  const isKnown = now.kind === 'here' || now.kind === 'expired'
  const talks = isKnown && now.me.role !== 'operator'
  return (
    <nav aria-label={words.pages} className={classes.places}>
      <Link to="/freelancers" className={classes.place} activeOptions={{ includeSearch: false }}>
        <IconUsersGroup size={18} stroke={1.75} aria-hidden="true" />
        <span>{words.freelancers}</span>
      </Link>
      {talks ? (
        <Link to="/inbox" className={classes.place}>
          <IconMessages size={18} stroke={1.75} aria-hidden="true" />
          <span>{words.inbox}</span>
          <Unread key={now.me.id} />
        </Link>
      ) : null}
      {isKnown && now.me.role === 'freelancer' ? (
        <Link to="/responsiveness" className={classes.place}>
          <IconGauge size={18} stroke={1.75} aria-hidden="true" />
          <span>{words.score}</span>
        </Link>
      ) : null}
      {isKnown && now.me.role === 'operator' && now.scorePage !== null ? (
        <a href={now.scorePage} className={classes.place}>
          <IconGauge size={18} stroke={1.75} aria-hidden="true" />
          <span>{words.workbench}</span>
          <IconArrowUpRight size={14} aria-hidden="true" className={classes.away} />
        </a>
      ) : null}
    </nav>
  )
}

const MANY = 99

function Unread() {
  const { data } = useQuery(inboxQuery)
  useSignal(seen)
  useEffect(() => {
    if (data !== undefined) startSeen(data)
  }, [data])
  const count = data?.filter(isUnread).length ?? 0
  useEffect(() => {
    document.title = count === 0 ? words.product : `(${count}) ${words.product}`
  }, [count])
  if (count === 0) return null
  return (
    <span className={`figures ${classes.unread}`}>
      <span aria-hidden="true">{count > MANY ? `${MANY}+` : count}</span>
      <span className="only-read">{words.unread(count)}</span>
    </span>
  )
}

function LiveState() {
  const state = useSignal(live)
  return (
    <span className={classes.live} data-state={state} role="status">
      <span className={classes.dot} aria-hidden="true" />
      <span className={classes.state}>{words.live[state]}</span>
    </span>
  )
}
