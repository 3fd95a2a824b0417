const AGAIN_MS = 2_000
/** The marketplace says something every 20 s; a line that is silent for this long is dead, and nobody said so. */
const SILENCE_MAX_MS = 50_000

type Heard = {
  readonly events: Readonly<Record<string, (data: unknown) => void>>
  readonly onState?: (state: 'open' | 'lost') => void
}

/**
 * Follows server-sent events for as long as the page is looked at: a browser has few connections to one
 * place, and hidden pages would take them from those that are seen. Returns how to stop.
 */
export function follow(url: string, { events, onState }: Heard): () => void {
  let source: EventSource | null = null
  let again: ReturnType<typeof setTimeout> | undefined
  let silence: ReturnType<typeof setTimeout> | undefined

  const close = () => {
    clearTimeout(again)
    clearTimeout(silence)
    source?.close()
    source = null
  }
  const listen = () => {
    clearTimeout(silence)
    silence = setTimeout(() => {
      onState?.('lost')
      open()
    }, SILENCE_MAX_MS)
  }
  const open = () => {
    close()
    if (document.hidden) return
    const opened = new EventSource(url)
    source = opened
    listen()
    opened.addEventListener('open', () => {
      listen()
      onState?.('open')
    })
    opened.addEventListener('error', () => {
      onState?.('lost')
      // Refused, a browser gives up; a connection that broke off it takes up by itself.
      if (opened.readyState === EventSource.CLOSED) again = setTimeout(open, AGAIN_MS)
    })
    opened.addEventListener('beat', listen)
    for (const [name, told] of Object.entries(events)) {
      opened.addEventListener(name, ({ data }: MessageEvent<string>) => {
        listen()
        told(JSON.parse(data))
      })
    }
  }
  document.addEventListener('visibilitychange', open)
  open()
  return () => {
    document.removeEventListener('visibilitychange', open)
    close()
  }
}
