import type { Outcome, Turn, TurnsPage } from '@alacrity/sdk'
import { useThrottledValue } from '@mantine/hooks'
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query'
import { useContext, useMemo, useState } from 'react'
import { service } from '../data/service.ts'
import { keyOf, MemberId, useMemberQuery } from './use-member.ts'

const PAGE = 100
const PASSING_MS = 200

type Wish = { readonly outcome: Outcome | undefined; readonly search: string }

type Pages = {
  /** How long the list is; null: not known yet. */
  readonly total: number | null
  readonly outcomes: TurnsPage['outcomes']
  readonly turnAt: (index: number) => Turn | undefined
  /** Tells which rows are in sight, so that they are asked for. */
  readonly onShown: (from: number, until: number) => void
  readonly error: unknown
}

/** A list of turns of any length, of which only the pages in sight are asked for. */
export function useTurnsPages({ outcome, search }: Wish): Pages {
  const member = useContext(MemberId)
  const [inSight, setInSight] = useState({ from: 0, until: 0 })
  // Whoever scrolls through all of it asks for what they rest on, not for every page on the way.
  const shown = useThrottledValue(inSight, PASSING_MS)
  const ask = (page: number) => ({
    queryKey: [...keyOf(member), 'turns', outcome ?? '', search, page],
    queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
      service()
        .member(member)
        .turnsPage({ outcome, search, skip: page * PAGE, limit: PAGE, signal }),
  })
  const first = useQuery({ ...ask(0), placeholderData: keepPreviousData })
  const wanted = useMemo(
    () => Array.from({ length: shown.until - shown.from + 1 }, (_, n) => shown.from + n),
    [shown],
  )
  const others = useQueries({ queries: wanted.filter((page) => page > 0).map(ask) })
  const byPage = new Map<number, TurnsPage | undefined>([[0, first.data]])
  wanted.filter((page) => page > 0).forEach((page, n) => byPage.set(page, others[n]?.data))
  return {
    total: first.data?.total ?? null,
    outcomes: first.data?.outcomes ?? {},
    turnAt: (index) => byPage.get(Math.floor(index / PAGE))?.items[index % PAGE],
    onShown: (from, until) => {
      const next = { from: Math.floor(from / PAGE), until: Math.floor(until / PAGE) }
      setInSight((old) => (old.from === next.from && old.until === next.until ? old : next))
    },
    error: first.data === undefined ? first.error : null,
  }
}

/** The turns with an open contest. */
export function useContestedTurns(): ReadonlySet<string> {
  const contests = useMemberQuery('contests', (member, options) => member.contests(options))
  return useMemo(
    () =>
      new Set(
        (contests.data ?? [])
          .filter(({ state, subject }) => state === 'open' && subject === 'turn')
          .map(({ about }) => about),
      ),
    [contests.data],
  )
}
