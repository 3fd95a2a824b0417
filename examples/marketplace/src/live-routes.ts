import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { Market } from './market.ts'
import { whoIs } from './sessions.ts'
import type { LiveEvent } from './shapes.ts'

const HEARTBEAT_MS = 20_000

/** Server-sent events for the pages. A browser connects again by itself. */
export function liveRoutes({ database, live }: Market): Hono {
  return new Hono().get('/live', (context) => {
    const me = whoIs(database, context)
    return streamSSE(context, async (stream) => {
      const send = (event: LiveEvent) => {
        void stream.writeSSE({ event: event.kind, data: JSON.stringify(event) })
      }
      const ended = Promise.withResolvers<void>()
      const stop = live.watch(me?.id ?? null, send)
      // An event, not a comment: a page hears it, and knows a line that is dead from one that is quiet.
      const beat = () => void stream.writeSSE({ event: 'beat', data: '{}' })
      const heart = setInterval(beat, HEARTBEAT_MS)
      stream.onAbort(() => {
        stop()
        clearInterval(heart)
        ended.resolve()
      })
      send({ kind: 'ready' })
      await ended.promise
    })
  })
}
