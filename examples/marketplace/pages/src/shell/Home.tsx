import { Navigate } from '@tanstack/react-router'
import { Entry } from '../entry/Entry.tsx'
import { who } from '../data/session.ts'
import { useSignal } from '../data/signal.ts'

/** Everybody starts at their own page; who is not known yet chooses somebody. */
export function Home() {
  const now = useSignal(who)
  if (now.kind === 'loading') return null
  if (now.kind === 'nobody' || now.me.role === 'operator') return <Entry />
  return <Navigate to={now.me.role === 'client' ? '/freelancers' : '/inbox'} replace />
}
