import type { MemberCalls } from '@alacrity/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { useContext, useRef } from 'react'
import { service } from '../data/service.ts'
import { keyOf, MemberId } from './use-member.ts'

/**
 * Tells just before saving whether what is stored is still what this form began with. If not, somebody
 * changed it in another tab: the page is brought up to date, and the next attempt builds on that.
 */
export function useUnchanged<T>(
  ask: (member: MemberCalls) => Promise<T>,
  shown: T,
): () => Promise<boolean> {
  const member = useContext(MemberId)
  const queries = useQueryClient()
  const began = useRef(JSON.stringify(shown))
  return async () => {
    const now = JSON.stringify(await ask(service().member(member)))
    const isSame = now === began.current
    began.current = now
    if (!isSame) await queries.invalidateQueries({ queryKey: keyOf(member) })
    return isSame
  }
}
