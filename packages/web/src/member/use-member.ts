import type { Calendar, MemberCalls, Patterns, Prospect, Score } from '@alacrity/sdk'
import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import { createContext, useContext, useEffect } from 'react'
import { follow, stream } from '../data/live.ts'
import { service } from '../data/service.ts'
import { readService, serviceTime } from '../data/service-clock.ts'

/** Whose page this is. */
export const MemberId = createContext('')

/** All of a member's answers have keys that begin so. */
export const keyOf = (member: string) => ['member', member] as const

/** Something of the member's, asked for when it is first shown, and again whenever it may have changed. */
export function useMemberQuery<T>(
  name: string,
  ask: (member: MemberCalls, options: { readonly signal: AbortSignal }) => Promise<T>,
): UseQueryResult<T> {
  const member = useContext(MemberId)
  return useQuery({
    queryKey: [...keyOf(member), name],
    queryFn: ({ signal }) => ask(service().member(member), { signal }),
  })
}

export function useScore(): UseQueryResult<Score> {
  const member = useContext(MemberId)
  return useQuery({
    queryKey: [...keyOf(member), 'score'],
    queryFn: async ({ signal }) => {
      const score = await service().member(member).score({ signal })
      readService(Date.parse(score.as_of))
      return score
    },
    refetchInterval: (query) => (query.state.status === 'error' ? 5_000 : askAgainMs()),
  })
}

/** Two readings of the service's clock tell its rate; a clock that is not as usual is read often. */
function askAgainMs(): number {
  const time = serviceTime()
  if (time === null || !time.isMeasured) return 1_500
  return time.rate === 1 ? 30_000 : 2_000
}

export const useHistory = (): UseQueryResult<Awaited<ReturnType<MemberCalls['history']>>> =>
  useMemberQuery('history', (member, options) => member.history(options))

export const useCalendar = (): UseQueryResult<Calendar> =>
  useMemberQuery('calendar', async (member, options) => {
    const calendar = await member.calendar(options)
    readService(Date.parse(calendar.as_of))
    return calendar
  })

export const usePatterns = (): UseQueryResult<Patterns> =>
  useMemberQuery('patterns', (member, options) =>
    member.patterns(Intl.DateTimeFormat().resolvedOptions().timeZone, options),
  )

export const useProspect = (): UseQueryResult<Prospect> =>
  useMemberQuery('prospect', (member, options) => member.prospect(options))

/** Something the member does; what it changes is read anew. */
export function useAct(): <T>(act: (member: MemberCalls) => Promise<T>) => Promise<T> {
  const member = useContext(MemberId)
  const queries = useQueryClient()
  return async (act) => {
    const done = await act(service().member(member))
    await queries.invalidateQueries({ queryKey: keyOf(member) })
    return done
  }
}

/** Changes come close together; all of them are answered by one look. */
const GATHER_MS = 400

/** Keeps the page as new as the service says it could be. */
export function useLive(member: string, isOn: boolean): void {
  const queries = useQueryClient()
  useEffect(() => {
    if (!isOn) return
    const stop = new AbortController()
    let isNew = false
    let isLooking = false
    const onChanged = async () => {
      isNew = true
      if (isLooking) return
      isLooking = true
      // One look after the other: where much happens, what takes longest would never be seen.
      while (isNew) {
        await new Promise((resolve) => setTimeout(resolve, GATHER_MS))
        if (stop.signal.aborted) return
        isNew = false
        await queries.invalidateQueries({ queryKey: keyOf(member) })
      }
      isLooking = false
    }
    void follow({ member, onChanged: () => void onChanged(), signal: stop.signal })
    return () => {
      stop.abort()
      stream.set('off')
    }
  }, [member, isOn, queries])
}
