import { Button } from '@mantine/core'
import { Outlet, useRouterState } from '@tanstack/react-router'
import { reachable } from '../data/call.ts'
import { signIn, who } from '../data/session.ts'
import { useSignal } from '../data/signal.ts'
import { text } from '../strings.ts'
import { Banner } from './Banner.tsx'
import { ClockBar } from './ClockBar.tsx'
import { Header } from './Header.tsx'
import classes from './Shell.module.css'

/** The frame around every page: the clock, who one is, where one can go, and what is wrong just now. */
export function Shell() {
  const now = useSignal(who)
  const fill = useRouterState({ select: ({ location }) => fillOf(location.pathname) })
  const name = now.kind === 'here' || now.kind === 'expired' ? now.me.id : ''
  return (
    <>
      <a className={classes.skip} href="#page">
        {text.shell.skip}
      </a>
      <ClockBar />
      <Header />
      {/* Nothing of one person's page stays when somebody else comes. */}
      <main key={name} id="page" tabIndex={-1} className={classes.page} data-filled={fill}>
        <Outlet />
      </main>
      <Banners />
    </>
  )
}

/** Pages that use the room to its edges: in the column of the page, or of the window. */
function fillOf(path: string): 'column' | 'window' | undefined {
  if (path.startsWith('/inbox')) return 'column'
  return path.startsWith('/responsiveness') ? 'window' : undefined
}

/** Over the page, so that nothing moves when they come and go. */
function Banners() {
  const isReachable = useSignal(reachable)
  const now = useSignal(who)
  const words = text.bad
  return (
    <div className={classes.banners} role="status">
      {isReachable ? null : (
        <Banner kind="warn" title={words.unreachableTitle} about={words.unreachableText} />
      )}
      {now.kind === 'expired' ? (
        <Banner kind="wait" title={words.expiredTitle} about={words.expiredText}>
          <Button size="xs" onClick={() => void signIn(now.me.id).catch(() => undefined)}>
            {words.goOn(now.me.name)}
          </Button>
        </Banner>
      ) : null}
    </div>
  )
}
