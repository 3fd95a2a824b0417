import { Outlet } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { reachable } from '../data/service.ts'
import type { SignedIn } from '../data/session.ts'
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
  if (session.kind === 'none') {
    return (
      <main>
        <SignIn />
      </main>
    )
  }
  const who = session.kind === 'expired' ? session.last : session
  if (who.role === 'embed') {
    return (
      <Suspense>
        <Embed who={who} />
      </Suspense>
    )
  }
  return <Pages who={who} isExpired={session.kind === 'expired'} />
}

function Pages({ who, isExpired }: { readonly who: SignedIn; readonly isExpired: boolean }) {
  const isReachable = useSignal(reachable)
  const { expired, unreachable, skip } = text.shell
  return (
    <>
      <a className={classes.skip} href="#page">
        {skip}
      </a>
      <Header who={who} />
      <div className={classes.banners} aria-live="polite">
        {isExpired ? <Banner kind="wait" title={expired.title} about={expired.text} /> : null}
        {isReachable ? null : (
          <Banner kind="warn" title={unreachable.title} about={unreachable.text} />
        )}
      </div>
      <main id="page" tabIndex={-1} className={classes.page}>
        <Outlet />
      </main>
      <SaidLast />
    </>
  )
}
