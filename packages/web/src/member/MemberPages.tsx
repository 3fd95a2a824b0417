import { Outlet } from '@tanstack/react-router'
import { useSession } from '../ui/use-session.ts'
import { MemberId, useLive } from './use-member.ts'

/** The member's own pages: they know whose they are, and follow what happens. */
export function MemberPages() {
  const session = useSession()
  const who = session.kind === 'expired' ? session.last : session
  const member = who.kind === 'signed_in' ? who.subject : ''
  useLive(member, session.kind === 'signed_in')
  return (
    <MemberId value={member}>
      <Outlet />
    </MemberId>
  )
}
