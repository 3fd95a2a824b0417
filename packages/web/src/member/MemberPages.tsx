import { Outlet } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useSession } from '../ui/use-session.ts'
import { MemberId, useLive } from './use-member.ts'

/** Once this page stands the others come too, so that they open at once, also while the service is away. */
function fetchOthers(): () => void {
  const timer = setTimeout(() => {
    void Promise.allSettled([
      import('./Overview.tsx'),
      import('./charts.ts'),
      import('./Messages.tsx'),
      import('./TimeOff.tsx'),
      import('./Record.tsx'),
    ])
  }, IDLE_MS)
  return () => clearTimeout(timer)
}

const IDLE_MS = 1_200

/** The member's own pages: they know whose they are, and follow what happens. */
export function MemberPages() {
  const session = useSession()
  const who = session.kind === 'expired' ? session.last : session
  const member = who.kind === 'signed_in' ? who.subject : ''
  useLive(member, session.kind === 'signed_in')
  useEffect(fetchOthers, [])
  return (
    <MemberId value={member}>
      <Outlet />
    </MemberId>
  )
}
