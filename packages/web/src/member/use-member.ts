import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import { createContext, useContext, useEffect } from 'react'
import type { Score } from '../data/answers.ts'
import { follow, stream } from '../data/live.ts'
import { call } from '../data/service.ts'
import { serviceTime } from '../data/service-clock.ts'

/** Whose page this is. */
export const MemberId = createContext('')

export const useMemberId = (): string => useContext(MemberId)

/** The address of something of the member's. */
export const pathOf = (member: string, what: string): string =>
  `/v1/members/${encodeURIComponent(member)}/${what}`

/** All of a member's answers have keys that begin so. */
const keyOf = (member: string) => ['member', member] as const

/** Two readings of the service's clock tell its rate; a clock that is not as usual is read often. */
function askAgainMs(): number {
  const time = serviceTime()
  if (time === null || !time.isMeasured) return 1_500
  return time.rate === 1 ? 30_000 : 2_000
}

export function useScore(): UseQueryResult<Score> {
  const member = useMemberId()
  return useQuery({
    queryKey: [...keyOf(member), 'score'],
    queryFn: ({ signal }) => call<Score>(pathOf(member, 'score'), { signal }),
    refetchInterval: (query) => (query.state.status === 'error' ? 5_000 : askAgainMs()),
  })
}

/** Changes come close together; all of them are answered by one look. */
const GATHER_MS = 400

/** Keeps the page as new as the service says it could be. */
export function useLive(member: string, isOn: boolean): void {
  const queries = useQueryClient()
  useEffect(() => {
    if (!isOn) return
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout> | null = null
    stream.set('connecting')
    void follow({
      path: pathOf(member, 'live'),
      signal: stop.signal,
      onChanged: () => {
        timer ??= setTimeout(() => {
          timer = null
          void queries.invalidateQueries({ queryKey: keyOf(member) })
        }, GATHER_MS)
      },
    })
    return () => {
      stop.abort()
      if (timer !== null) clearTimeout(timer)
      stream.set('off')
    }
  }, [member, isOn, queries])
}
