import {
  isFramed,
  onSession,
  renewedAt,
  session,
  takeOver,
  tellOtherTabs,
  tokenRefused,
} from './session.ts'

// An access token lasts some minutes and a member keeps this page open for days: when one has run out the
// page gets the next by itself, from whoever gave the first. Only where that fails is anybody asked.

/** So long the page around this one may take for its answer. */
const ANSWER_MS = 8_000

/** Whether there is somebody to ask for the next token. */
export const canRenew = (): boolean => isFramed || renewedAt() !== null

let asking: Promise<boolean> | null = null

/** Asks for a token of whoever is on this page, once for all that wait for it. True: it has come. */
export function renew(): Promise<boolean> {
  asking ??= ask().finally(() => {
    asking = null
  })
  return asking
}

/** A token refused so soon after it came was never good: asking for more of them is no use. */
const LASTS_MS = 3_000
let last = { token: '', at: 0 }

/** Another token than the refused one; the same again where there is none, and then the session has ended. */
export async function freshToken(refused: string): Promise<string> {
  const wasGood = refused !== last.token || performance.now() - last.at > LASTS_MS
  if (tokenNow() === refused && wasGood) await renew()
  const token = tokenNow()
  if (token === null || token === refused) {
    tokenRefused(refused)
    return refused
  }
  if (token !== last.token) last = { token, at: performance.now() }
  return token
}

function tokenNow(): string | null {
  const who = session()
  return who.kind === 'signed_in' ? who.token : null
}

function ask(): Promise<boolean> {
  if (isFramed) return askAround()
  const address = renewedAt()
  return address === null ? Promise.resolve(false) : askAt(address)
}

/** The page around this one answers with a message, which the session takes. */
function askAround(): Promise<boolean> {
  return new Promise((resolve) => {
    const before = tokenNow()
    const end = (came: boolean) => {
      stop()
      clearTimeout(timer)
      resolve(came)
    }
    const unwatch = onSession(() => {
      const now = tokenNow()
      if (now !== null && now !== before) end(true)
    })
    // It may also say that there is none.
    const hear = ({ source, data }: MessageEvent<{ type?: unknown; token?: unknown } | null>) => {
      if (source === parent && data?.type === 'alacrity-token' && data.token === null) end(false)
    }
    addEventListener('message', hear)
    const stop = () => {
      unwatch()
      removeEventListener('message', hear)
    }
    const timer = setTimeout(() => end(false), ANSWER_MS)
    parent.postMessage({ type: 'alacrity-token-expired' }, '*')
  })
}

/** The marketplace knows by its own cookie who this is. The content policy names the places that may be asked. */
async function askAt(address: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(ANSWER_MS)
    const response = await fetch(address, { method: 'POST', credentials: 'include', signal })
    if (!response.ok) return false
    const { access_token: token } = (await response.json()) as { access_token?: unknown }
    if (typeof token !== 'string' || !takeOver(token)) return false
    tellOtherTabs(token)
    return true
  } catch {
    return false
  }
}

/** Whoever comes back to a page whose session has ended has perhaps signed in again elsewhere. */
export function startRenewal(): void {
  const look = () => {
    if (!document.hidden && session().kind === 'expired' && canRenew()) void renew()
  }
  addEventListener('focus', look)
  document.addEventListener('visibilitychange', look)
}
