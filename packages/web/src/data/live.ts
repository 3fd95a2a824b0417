import { open, isTemporary } from './service.ts'
import { readService } from './service-clock.ts'
import { signal } from './signal.ts'

/** The state of the stream, for whoever looks at the page; `off`: no page follows one. */
export type Stream = 'off' | 'connecting' | 'open' | 'lost'

export const stream = signal<Stream>('off')

type Watch = {
  readonly path: string
  /** Something may be new; also after every gap, in which something may have been missed. */
  readonly onChanged: () => void
  readonly signal: AbortSignal
}

const RETRY_MS = 1_000
const RETRY_MAX_MS = 15_000

/** Follows a stream of server-sent events until it is aborted; connects again by itself. */
export async function follow(watch: Watch): Promise<void> {
  let failures = 0
  while (!watch.signal.aborted) {
    try {
      await once(watch, () => {
        failures = 0
      })
    } catch (error) {
      if (watch.signal.aborted) return
      // A refusal that stays, such as of the token, is told by the session.
      if (!isTemporary(error) && !(error instanceof TypeError)) {
        stream.set('lost')
        return
      }
    }
    if (watch.signal.aborted) return
    failures += 1
    if (failures > 1) stream.set('lost')
    await pause(Math.min(RETRY_MAX_MS, RETRY_MS * 2 ** (failures - 1)), watch.signal)
  }
}

async function once(watch: Watch, ready: () => void): Promise<void> {
  const response = await open(watch.path, { signal: watch.signal })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  if (reader === undefined) return
  let text = ''
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return
    text += value
    const messages = text.split('\n\n')
    text = messages.pop() ?? ''
    for (const message of messages) {
      const event = /^event: (.*)$/m.exec(message)?.[1]
      const now = /"now_ms":\s*(\d+)/.exec(message)?.[1]
      if (now !== undefined) readService(Number(now))
      if (event === 'ready') {
        ready()
        stream.set('open')
      }
      if (event === 'ready' || event === 'changed') watch.onChanged()
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
