import { QueryClient } from '@tanstack/react-query'
import { isTemporary } from './service.ts'
import { onSession, session } from './session.ts'

const RETRY_MAX_MS = 15_000

/** One store of answers for all pages. What cannot be reached is asked again until it can. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (failures, error) => isTemporary(error) && failures < 2,
      retryDelay: (attempt) => Math.min(RETRY_MAX_MS, 500 * 2 ** attempt),
      refetchInterval: (query) => (query.state.status === 'error' ? 5_000 : false),
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
})

let subject = ''
// Somebody else's answers are forgotten; with a fresh token of the same person everything is asked anew.
onSession(() => {
  const now = session()
  if (now.kind === 'none') queries.clear()
  if (now.kind !== 'signed_in') return
  const name = `${now.role}:${now.subject}`
  if (subject !== '' && subject !== name) queries.clear()
  else void queries.invalidateQueries()
  subject = name
})
