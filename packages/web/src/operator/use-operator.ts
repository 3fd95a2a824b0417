import type { Aggregates, OperatorCalls, Paged } from '@alacrity/sdk'
import {
  useInfiniteQuery,
  type UseInfiniteQueryResult,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query'
import { service } from '../data/service.ts'
import { readService, serviceTime, timeIsKnown } from '../data/service-clock.ts'

const KEY = 'operator'
const AGAIN_MS = 15_000
const LIST_LENGTH = 100

/** An answer, once the service's time is known too: what is due is shown by that. */
async function besideTime<T>(asked: Promise<T>): Promise<T> {
  const answer = await asked
  await timeIsKnown()
  return answer
}

/** Something of the operator's, asked for when it is first shown and then every quarter of a minute. */
export function useOperator<T>(
  name: string,
  ask: (operator: OperatorCalls, options: { readonly signal: AbortSignal }) => Promise<T>,
): UseQueryResult<T> {
  return useQuery({
    queryKey: [KEY, name],
    queryFn: ({ signal }) => besideTime(ask(service().operator, { signal })),
    refetchInterval: (query) => (query.state.status === 'error' ? 5_000 : AGAIN_MS),
  })
}

/** Two readings of the service's clock tell its rate; a clock that is not as usual is read often. */
function askAgainMs(): number {
  const time = serviceTime()
  if (time === null || !time.isMeasured) return 1_500
  return time.rate === 1 ? AGAIN_MS : 2_000
}

/** Numbers about everybody; each answer is a reading of the service's time. */
export function useAggregates(): UseQueryResult<Aggregates> {
  return useQuery({
    queryKey: [KEY, 'aggregates'],
    queryFn: async ({ signal }) => {
      const answer = await service().operator.aggregates({ signal })
      readService(Date.parse(answer.as_of))
      return answer
    },
    refetchInterval: (query) => (query.state.status === 'error' ? 5_000 : askAgainMs()),
  })
}

export type Listed<T> = {
  readonly query: UseInfiniteQueryResult<unknown>
  readonly items: readonly T[]
}

/** A list of any length, a page at a time. */
export function useList<T>(
  name: string,
  ask: (
    operator: OperatorCalls,
    wish: { readonly cursor?: string; readonly limit: number },
  ) => Paged<T>,
): Listed<T> {
  const query = useInfiniteQuery({
    queryKey: [KEY, name],
    queryFn: ({ pageParam }) => {
      const cursor = pageParam === '' ? {} : { cursor: pageParam }
      return besideTime(ask(service().operator, { ...cursor, limit: LIST_LENGTH }).page())
    },
    initialPageParam: '',
    getNextPageParam: (last: { readonly next: string | null }) => last.next,
    refetchInterval: (asked) => (asked.state.status === 'error' ? 5_000 : AGAIN_MS),
  })
  return { query, items: query.data?.pages.flatMap(({ items }) => items) ?? [] }
}

/** Does something, and asks anew for whatever may have changed by it. */
export function useAct(): <T>(act: (operator: OperatorCalls) => Promise<T>) => Promise<T> {
  const queries = useQueryClient()
  return async (act) => {
    try {
      return await act(service().operator)
    } finally {
      await queries.invalidateQueries({ queryKey: [KEY] })
    }
  }
}
