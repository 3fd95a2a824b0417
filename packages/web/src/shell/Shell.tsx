import { Button, Skeleton } from '@mantine/core'
import { Outlet } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { canRenew, renew } from '../data/renewal.ts'
import { reachable } from '../data/service.ts'
import { isFramed, type SignedIn } from '../data/session.ts'
import { text } from '../strings/en.ts'
import { useSession } from '../ui/use-session.ts'
import { useSignal } from '../ui/use-signal.ts'
import { Banner } from './Banner.tsx'
import { Header } from './Header.tsx'
import classes from './Shell.module.css'
import { SaidLast } from './Said.tsx'
import { SignIn } from './SignIn.tsx'

const Embed = lazy(() =>
  import('../member/Embed.tsx').then(({ Embed: page }) => ({ default: page })),
)

/** The frame around every page: who is signed in, where one can go, and what is wrong just now. */
export function Shell() {
  const session = useSession()
  if (session.kind === 'none') return <Nobody />
  const isExpired = session.kind === 'expired'
  const who = isExpired ? session.last : session
  if (who.role === 'embed') {
    return (
      <Suspense>
        {isExpired ? <Expired /> : null}
        <Embed who={who} />
      </Suspense>
    )
  }
  return <Pages who={who} isExpired={isExpired} />
}

/** In a frame the page around it is about to say who this is: until then nobody is asked to do anything. */
function Nobody() {
  const [waits, setWaits] = useState(isFramed)
  useEffect(() => {
    const timer = setTimeout(() => setWaits(false), TOKEN_COMES_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <main className={waits ? classes.page : undefined}>
      {waits ? <Skeleton height={420} radius="md" aria-label={text.shell.loading} /> : <SignIn />}
    </main>
  )
}

const TOKEN_COMES_MS = 6_000

function Pages({ who, isExpired }: { readonly who: SignedIn; readonly isExpired: boolean }) {
  const isReachable = useSignal(reachable)
  const { unreachable, skip } = text.shell
  return (
    <>
      <a className={classes.skip} href="#page">
        {skip}
      </a>
      <Header who={who} />
      <div className={classes.banners} aria-live="polite">
        {isExpired ? <Expired /> : null}
        {isReachable ? null : (
          <Banner kind="warn" title={unreachable.title} about={unreachable.text} />
        )}
      </div>
      <main
        id="page"
        tabIndex={-1}
        className={classes.page}
        aria-label={isFramed ? text.member.title : undefined}
      >
        <Outlet />
      </main>
      <SaidLast />
    </>
  )
}

/** The session has ended and no other came: what to do, and that nothing is lost. */
function Expired() {
  const [asking, setAsking] = useState(false)
  const words = text.shell.expired
  const again = async () => {
    setAsking(true)
    await renew()
    setAsking(false)
  }
  return (
    <Banner kind="wait" title={words.title} about={words.text}>
      {canRenew() ? (
        <Button size="xs" loading={asking} onClick={() => void again()}>
          {words.again}
        </Button>
      ) : null}
    </Banner>
  )
}
