import type { Person, Session } from '../../../src/shapes.ts'
import { call, whenSignedOut } from './call.ts'
import { queries } from './queries.ts'
import { signal } from './signal.ts'

type Known = { readonly me: Person; readonly scorePage: string | null }

/** `expired`: somebody was signed in and is not any more; their page stays until they come back. */
export type Who =
  | { readonly kind: 'loading' }
  | { readonly kind: 'nobody' }
  | ({ readonly kind: 'here' } & Known)
  | ({ readonly kind: 'expired' } & Known)

export const who = signal<Who>({ kind: 'loading' })

/** The person whose page this is. */
export function person(): Person | null {
  const now = who.get()
  return now.kind === 'here' || now.kind === 'expired' ? now.me : null
}

function expire(): void {
  const now = who.get()
  if (now.kind === 'here') who.set({ ...now, kind: 'expired' })
}
whenSignedOut(expire)

function take({ me, score_page: scorePage }: Session): void {
  if (me === null) {
    if (person() === null) who.set({ kind: 'nobody' })
    else expire()
    return
  }
  const before = person()
  // What another person saw is not for this one.
  if (before !== null && before.id !== me.id) queries.clear()
  const now = who.get()
  if (now.kind === 'here' && now.me.id === me.id) return
  who.set({ kind: 'here', me, scorePage })
}

/** Asks who is signed in: another tab may have changed it. */
export async function readSession(): Promise<void> {
  take(await call<Session>('GET', '/api/session'))
}

export async function signIn(id: string): Promise<void> {
  take(await call<Session>('POST', '/api/session', { person: id }))
  void queries.invalidateQueries()
}

export async function signOut(): Promise<void> {
  await call<Session>('DELETE', '/api/session')
  queries.clear()
  who.set({ kind: 'nobody' })
}

const AGAIN_MS = 2_000

/** Asks until it is known who is signed in, and again whenever the page is looked at. */
export function startSession(): void {
  const ask = () => {
    readSession().catch(() => setTimeout(ask, AGAIN_MS))
  }
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) ask()
  })
  ask()
}
