import { call, Refusal } from './call.ts'
import { who } from './session.ts'

/** What `/id/token` gives. Such a token opens everything of its person, and lasts some minutes. */
type Access = { readonly access_token: string; readonly score_page: string }

const askAccess = (): Promise<Access> => call<Access>('POST', '/id/token')

/** Where Alacrity's pages of whoever is signed in are. Throws a `Refusal`. */
export async function scorePageOf(): Promise<string> {
  return (await askAccess()).score_page
}

export type Scheme = 'light' | 'dark'

/** What the page in the frame says of itself. */
type Said = { readonly type?: unknown }

const AGAIN_MS = 2_000

export type Served = {
  /** Tells the frame how the page around it looks. */
  readonly paint: (scheme: Scheme) => void
  readonly stop: () => void
}

/**
 * Gives the page in the frame a token when it opens, and another whenever that has run out, so that it can be
 * kept open for days. Only a page of Alacrity's own origin is answered.
 */
export function serveFrame(frame: HTMLIFrameElement, origin: string): Served {
  let isReady = false
  let isWanted = false
  let looks: Scheme | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  const say = (message: object) => {
    if (isReady) frame.contentWindow?.postMessage(message, origin)
  }
  const give = async () => {
    isWanted = true
    clearTimeout(timer)
    try {
      const { access_token: token } = await askAccess()
      isWanted = false
      say({ type: 'alacrity-token', token })
    } catch (error) {
      // Whoever is signed out signs in again on this page, which is heard below.
      const isSignedOut = error instanceof Refusal && error.status === 401
      if (isSignedOut) say({ type: 'alacrity-token', token: null })
      else timer = setTimeout(() => void give(), AGAIN_MS)
    }
  }
  const hear = ({ source, origin: from, data }: MessageEvent<Said | null>) => {
    if (source !== frame.contentWindow || from !== origin) return
    if (data?.type === 'alacrity-ready') {
      isReady = true
      say({ type: 'alacrity-scheme', scheme: looks })
    }
    if (data?.type === 'alacrity-ready' || data?.type === 'alacrity-token-expired') void give()
  }
  const stopWatching = who.watch(() => {
    if (isWanted && who.get().kind === 'here') void give()
  })
  addEventListener('message', hear)
  return {
    paint: (scheme) => {
      looks = scheme
      say({ type: 'alacrity-scheme', scheme })
    },
    stop: () => {
      removeEventListener('message', hear)
      stopWatching()
      clearTimeout(timer)
    },
  }
}
