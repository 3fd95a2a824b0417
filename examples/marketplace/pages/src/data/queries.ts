import { keepPreviousData, QueryClient, queryOptions } from '@tanstack/react-query'
import type {
  Cast,
  Conversation,
  Directory,
  OpenConversation,
  Profile,
} from '../../../src/shapes.ts'
import { call, isTemporary } from './call.ts'

const RETRY_MAX_MS = 15_000

/** One store of answers for all pages. What cannot be reached is asked again until it can. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (failures, error) => isTemporary(error) && failures < 2,
      retryDelay: (attempt) => Math.min(RETRY_MAX_MS, 400 * 2 ** attempt),
      refetchInterval: (query) =>
        query.state.status === 'error' && isTemporary(query.state.error) ? 4_000 : false,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
})

export const castQuery = queryOptions({
  queryKey: ['cast'],
  queryFn: () => call<Cast>('GET', '/api/cast'),
  staleTime: Number.POSITIVE_INFINITY,
})

export type Wish = {
  readonly text: string
  readonly skill: string
  readonly responsive: boolean
  readonly page: number
}

export const directoryQuery = ({ text, skill, responsive, page }: Wish) =>
  queryOptions({
    queryKey: ['freelancers', { text, skill, responsive, page }],
    queryFn: () => {
      const search = new URLSearchParams({
        text,
        skill,
        responsive: `${responsive}`,
        page: `${page}`,
      })
      return call<Directory>('GET', `/api/freelancers?${search}`)
    },
    placeholderData: keepPreviousData,
  })

export const profileQuery = (id: string) =>
  queryOptions({
    queryKey: ['freelancer', id],
    queryFn: () => call<Profile>('GET', `/api/freelancers/${encodeURIComponent(id)}`),
  })

export const inboxQuery = queryOptions({
  queryKey: ['conversations'],
  queryFn: async () =>
    (await call<{ items: readonly Conversation[] }>('GET', '/api/conversations')).items,
})

export const conversationPath = (id: string): string =>
  `/api/conversations/${encodeURIComponent(id)}`

export const conversationQuery = (id: string) =>
  queryOptions({
    queryKey: ['conversation', id],
    queryFn: () => call<OpenConversation>('GET', conversationPath(id)),
  })

/** An answer to something written is the conversation as it is now. */
export function takeConversation(conversation: OpenConversation): void {
  queries.setQueryData(conversationQuery(conversation.id).queryKey, conversation)
  void queries.invalidateQueries({ queryKey: inboxQuery.queryKey })
}
