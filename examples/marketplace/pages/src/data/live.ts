import type { LiveEvent } from '../../../src/shapes.ts'
import { resend } from './outgoing.ts'
import { conversationQuery, inboxQuery, queries } from './queries.ts'
import { readSession, who } from './session.ts'
import { signal } from './signal.ts'
import { follow } from './stream.ts'

/** How the live connection is, for whoever looks at the page. */
export const live = signal<'connecting' | 'open' | 'lost'>('connecting')

/** At 10,000 times a lot happens: what is new is read this often at most. */
const GATHER_MS = 250

const gathered = new Map<string, readonly unknown[]>()
let timer: ReturnType<typeof setTimeout> | null = null

function readAnew(...keys: readonly (readonly unknown[])[]): void {
  for (const key of keys) gathered.set(JSON.stringify(key), key)
  timer ??= setTimeout(() => {
    timer = null
    for (const queryKey of gathered.values()) void queries.invalidateQueries({ queryKey })
    gathered.clear()
  }, GATHER_MS)
}

/** Follows what happens to whoever is signed in, and anew whenever that changes. */
export function startLive(): void {
  let stop = () => {}
  let watched = ''
  const restart = () => {
    const now = who.get()
    const name = now.kind === 'here' ? now.me.id : now.kind
    if (name === watched || now.kind === 'loading') return
    watched = name
    stop()
    stop = follow('/api/live', { events, onState: live.set })
    if (now.kind === 'here') resend()
  }
  who.watch(restart)
  restart()
}

const events = {
  // Also after every gap, in which something may have been missed.
  ready: () => {
    void readSession().catch(() => undefined)
    void queries.invalidateQueries()
    resend()
  },
  conversation: (data: unknown) => {
    const event = data as Extract<LiveEvent, { kind: 'conversation' }>
    readAnew(inboxQuery.queryKey, conversationQuery(event.conversation).queryKey)
  },
  labels: () => readAnew(['freelancers'], ['freelancer'], inboxQuery.queryKey, ['conversation']),
}
