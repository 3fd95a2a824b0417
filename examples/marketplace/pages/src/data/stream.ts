const AGAIN_MS = 2_000

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
  let timer: ReturnType<typeof setTimeout> | undefined

  const close = () => {
    clearTimeout(timer)
    source?.close()
    source = null
  }
  const open = () => {
    close()
    if (document.hidden) return
    const opened = new EventSource(url)
    source = opened
    opened.addEventListener('open', () => onState?.('open'))
    opened.addEventListener('error', () => {
      onState?.('lost')
      // Refused, a browser gives up; a connection that broke off it takes up by itself.
      if (opened.readyState === EventSource.CLOSED) timer = setTimeout(open, AGAIN_MS)
    })
    for (const [name, told] of Object.entries(events)) {
      opened.addEventListener(name, ({ data }: MessageEvent<string>) => told(JSON.parse(data)))
    }
  }
  document.addEventListener('visibilitychange', open)
  open()
  return () => {
    document.removeEventListener('visibilitychange', open)
    close()
  }
}
