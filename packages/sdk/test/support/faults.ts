type Fetch = typeof fetch

/** What goes wrong with a request on its way. */
export type Fault =
  | { readonly kind: 'none' }
  /** It never arrives. */
  | { readonly kind: 'cut' }
  /** It arrives and is answered, but the answer is lost. */
  | { readonly kind: 'answer_lost' }
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: string }
  /** Something in between answers instead. */
  | { readonly kind: 'stranger'; readonly body: string }

/** A line to the real service on which the given faults happen, one a request; then none. */
export function faultyLine(faults: readonly Fault[]): {
  readonly fetch: Fetch
  /** The body of each request that was tried. */
  readonly bodies: (string | null)[]
} {
  const bodies: (string | null)[] = []
  const left = [...faults]
  return {
    bodies,
    fetch: async (input, init) => {
      bodies.push((init?.body as string | undefined) ?? null)
      const fault = left.shift() ?? { kind: 'none' }
      switch (fault.kind) {
        case 'none':
          return fetch(input, init)
        case 'cut':
          throw new TypeError('fetch failed')
        case 'answer_lost':
          await (await fetch(input, init)).arrayBuffer()
          throw new TypeError('terminated')
        case 'status': {
          const headers: Record<string, string> =
            fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter }
          return new Response('busy', { status: fault.status, headers })
        }
        case 'stranger':
          return new Response(fault.body, { headers: { 'content-type': 'text/html' } })
      }
    },
  }
}
