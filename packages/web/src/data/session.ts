import { signal } from './signal.ts'

/** Who is signed in on this page, as their token says. The service decides; this only chooses pages. */
export type Session =
  | { readonly kind: 'none' }
  | SignedIn
  /** The token is no longer taken. Whose page it was is kept, so that nothing on it is lost. */
  | { readonly kind: 'expired'; readonly last: SignedIn }

export type SignedIn = {
  readonly kind: 'signed_in'
  readonly role: 'member' | 'operator' | 'embed'
  /** The member's id, or the operator's name. */
  readonly subject: string
  readonly token: string
}

const KEPT = 'alacrity-token'
/** Pages of the same person in other tabs are told of a fresh token. */
const CHANNEL = 'alacrity-token'
const EMBED_TYPE = 'embed+jwt'

const current = signal<Session>({ kind: 'none' })

export const session = current.get
export const onSession = current.watch
const become = current.set

/** Takes a token, from wherever it came. What is no token changes nothing. */
export function signIn(token: string): boolean {
  const read = readToken(token)
  if (read === null) return false
  keep(token)
  become(read)
  return true
}

/** The service did not take this token. An answer that was under way with an older one says nothing. */
export function tokenRefused(token: string): void {
  const who = session()
  if (who.kind !== 'signed_in' || who.token !== token) return
  keep(null)
  become({ kind: 'expired', last: who })
  if (parent !== window) parent.postMessage({ type: 'alacrity-token-expired' }, '*')
}

/**
 * Finds a token as the page opens: in the address (#token=…, from where it is removed at once), in what
 * this tab kept, or sent by the page that frames this one.
 */
export function startSession(): void {
  const given = new URLSearchParams(location.hash.slice(1)).get('token')
  if (given !== null) history.replaceState(history.state, '', location.pathname + location.search)
  const channel = new BroadcastChannel(CHANNEL)
  if (given !== null && signIn(given)) channel.postMessage(given)
  else {
    const kept = keptToken()
    if (kept !== null) signIn(kept)
  }
  channel.addEventListener('message', (event) => renew(event.data))
  addEventListener('hashchange', () => {
    const later = new URLSearchParams(location.hash.slice(1)).get('token')
    if (later === null) return
    history.replaceState(history.state, '', location.pathname + location.search)
    if (signIn(later)) channel.postMessage(later)
  })
  if (parent === window) return
  addEventListener('message', (event) => {
    if (event.source !== parent) return
    const { type, token } = (event.data ?? {}) as { type?: unknown; token?: unknown }
    if (type === 'alacrity-token' && typeof token === 'string') signIn(token)
  })
  parent.postMessage({ type: 'alacrity-ready' }, '*')
}

/** A fresh token of the same person, from another tab; somebody else's is not taken over. */
function renew(token: unknown): void {
  const who = session()
  if (typeof token !== 'string' || who.kind === 'none') return
  const read = readToken(token)
  const mine = who.kind === 'expired' ? who.last : who
  if (read?.role === mine.role && read.subject === mine.subject) signIn(token)
}

/** What a token says of itself; null where it cannot be one. An API key is an operator's. */
function readToken(token: string): SignedIn | null {
  if (/^alk_[a-z0-9_-]{1,64}\./.test(token)) {
    const subject = token.slice('alk_'.length, token.indexOf('.'))
    return { kind: 'signed_in', role: 'operator', subject, token }
  }
  const [head, body] = token.split('.').map(decodePart)
  const subject = body?.['sub']
  if (typeof subject !== 'string' || subject === '') return null
  if (head?.['typ'] === EMBED_TYPE) return { kind: 'signed_in', role: 'embed', subject, token }
  const role = Object.values(body ?? {}).includes('operator') ? 'operator' : 'member'
  return { kind: 'signed_in', role, subject, token }
}

function decodePart(part: string): Readonly<Record<string, unknown>> | null {
  try {
    const bytes = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (char) =>
      char.charCodeAt(0),
    )
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

/** A frame may be denied storage: then the token lasts as long as the page. */
function keep(token: string | null): void {
  try {
    if (token === null) sessionStorage.removeItem(KEPT)
    else sessionStorage.setItem(KEPT, token)
  } catch {
    // Nothing to do: the page works without.
  }
}

function keptToken(): string | null {
  try {
    return sessionStorage.getItem(KEPT)
  } catch {
    return null
  }
}
