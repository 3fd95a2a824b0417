import { type Call, pause } from './call.ts'
import { AlacrityError } from './error.ts'

/** `ready`: connected, so read what you show once; `changed`: there may be something new to read. */
export type LiveSignal = 'ready' | 'changed'

export type WatchOptions = {
  /** Aborting it ends the iteration. */
  readonly signal?: AbortSignal | undefined
  /** Told whenever the stream breaks off, before it is opened again. */
  readonly onTrouble?: ((error: AlacrityError) => void) | undefined
}

/** The service says something at least every 25 s; after twice that the line is dead. */
const SILENCE_MAX_MS = 50_000

/**
 * Server-sent events over fetch, which unlike a browser's own can show a token. Ends when the signal is
 * aborted; rejects where connecting again is no use, as with a token that is refused.
 */
export async function* watch(
  call: Call,
  path: string,
  { signal, onTrouble }: WatchOptions = {},
): AsyncGenerator<LiveSignal, void, undefined> {
  const ended = (): boolean => signal?.aborted === true
  for (let failures = 0; !ended(); ) {
    try {
      for await (const said of connection(call, path, signal)) {
        failures = 0
        if (said !== null) yield said
      }
    } catch (error) {
      if (ended()) return
      if (!(error instanceof AlacrityError) || !error.isTemporary) throw error
      failures += 1
      onTrouble?.(error)
    }
    if (ended()) return
    // The service ends a stream after some minutes, so that the token is shown anew.
    await call.clock
      .sleep(failures === 0 ? 0 : pause(failures, null, call.clock), signal)
      .catch(() => {})
  }
}

/** One connection; null stands for a sign of life that says nothing. */
async function* connection(
  call: Call,
  path: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<LiveSignal | null, void, undefined> {
  const cut = new AbortController()
  const stop = signal === undefined ? cut.signal : AbortSignal.any([signal, cut.signal])
  try {
    const response = await lively(call, cut, call.open({ path, signal: stop }))
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    for (let rest = ''; reader !== undefined; ) {
      const { done, value } = await lively(call, cut, reader.read())
      if (done) return
      const blocks = `${rest}${value}`.split(/\r\n\r\n|\n\n|\r\r/)
      rest = blocks.pop() ?? ''
      for (const block of blocks) yield signalOf(block)
    }
  } finally {
    cut.abort()
  }
}

/** Waits for something of the stream; after a silence that is too long the stream is lost. */
async function lively<T>(call: Call, cut: AbortController, awaited: Promise<T>): Promise<T> {
  const heard = new AbortController()
  const silence = call.clock.sleep(SILENCE_MAX_MS, heard.signal).then(
    () => {
      cut.abort()
      throw lost()
    },
    () => new Promise<never>(() => {}),
  )
  try {
    return await Promise.race([awaited, silence])
  } catch (cause) {
    throw cause instanceof AlacrityError ? cause : lost(cause)
  } finally {
    heard.abort()
    // Whichever comes second is nobody's.
    awaited.catch(() => {})
  }
}

function lost(cause?: unknown): AlacrityError {
  return new AlacrityError({
    code: 'unreachable',
    title: 'The stream broke off',
    remedy: 'Nothing: it is opened again.',
    cause,
  })
}

function signalOf(block: string): LiveSignal | null {
  const name = /^event: ?(.*)$/m.exec(block)?.[1]
  return name === 'ready' || name === 'changed' ? name : null
}
