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
/** Where a fresh token of the same person can be had; the link that led here may name it. */
const RENEWED_AT = 'alacrity-renew'
/** Pages of the same person in other tabs are told of a fresh token. */
const CHANNEL = 'alacrity-token'
const EMBED_TYPE = 'embed+jwt'

/** Whether a marketplace shows this page inside one of its own. */
export const isFramed = parent !== window

const current = signal<Session>({ kind: 'none' })

export const session = current.get
export const onSession = current.watch
const become = current.set

/** Takes a token, from wherever it came. What is no token changes nothing. */
export function signIn(token: string): boolean {
  const fresh = readToken(token)
  if (fresh === null) return false
  keep(KEPT, token)
  become(fresh)
  return true
}

/**
 * The service did not take this token, and there is no other. What was under way with an older one says nothing.
 * It stays in storage: a page that is loaded anew still knows whose it is, and asks again.
 */
export function tokenRefused(token: string): void {
  const who = session()
  if (who.kind !== 'signed_in' || who.token !== token) return
  become({ kind: 'expired', last: who })
}

/**
 * Finds a token as the page opens: in the address (#token=…, from where it is removed at once), in what
 * this tab kept, or sent by the page that frames this one.
 */
export function startSession(): void {
  const given = takeFromAddress()
  const channel = new BroadcastChannel(CHANNEL)
  if (given !== null && signIn(given)) channel.postMessage(given)
  else {
    const kept = read(KEPT)
    if (kept !== null) signIn(kept)
  }
  channel.addEventListener('message', (event) => takeOver(event.data))
  addEventListener('hashchange', () => {
    const later = takeFromAddress()
    if (later !== null && signIn(later)) channel.postMessage(later)
  })
  if (!isFramed) return
  addEventListener('message', (event) => {
    if (event.source !== parent) return
    const { type, token } = (event.data ?? {}) as { type?: unknown; token?: unknown }
    if (type === 'alacrity-token' && typeof token === 'string') signIn(token)
  })
  parent.postMessage({ type: 'alacrity-ready' }, '*')
}

/** The token that the address holds, and with it where the next ones are had. */
function takeFromAddress(): string | null {
  const given = new URLSearchParams(location.hash.slice(1))
  const token = given.get('token')
  if (token === null) return null
  history.replaceState(history.state, '', location.pathname + location.search)
  keep(RENEWED_AT, given.get('renew'))
  return token
}

/** The address that gives fresh tokens; null where none was named. */
export const renewedAt = (): string | null => read(RENEWED_AT)

/** Takes a fresh token of the same person; somebody else's is not taken over. */
export function takeOver(token: unknown): boolean {
  const who = session()
  if (typeof token !== 'string' || who.kind === 'none') return false
  const fresh = readToken(token)
  const mine = who.kind === 'expired' ? who.last : who
  const isSame = fresh?.role === mine.role && fresh.subject === mine.subject
  return isSame && signIn(token)
}

/** Pages of the same person in other tabs go on with a fresh token too. */
export function tellOtherTabs(token: string): void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.postMessage(token)
  channel.close()
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

/** A frame may be denied storage: then what it knows lasts as long as the page. */
function keep(name: string, value: string | null): void {
  try {
    if (value === null) sessionStorage.removeItem(name)
    else sessionStorage.setItem(name, value)
  } catch {
    // Nothing to do: the page works without.
  }
}

function read(name: string): string | null {
  try {
    return sessionStorage.getItem(name)
  } catch {
    return null
  }
}
