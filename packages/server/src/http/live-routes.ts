import { MINUTE, type Ms, SECOND } from '@alacrity/engine'
import { ROWS } from '../access/table.ts'
import type { Changes } from '../base/changes.ts'
import { Refusal } from '../base/errors.ts'
import type { Clock } from '../clock.ts'
import { memberOf, type Route, route } from './route.ts'

type Wire = Pick<Clock, 'after'>

const HEARTBEAT_MS = 25 * SECOND
/** After this a browser connects again by itself, and shows its token anew. */
const STREAM_MAX_MS = 10 * MINUTE
const WATCHERS_MAX = 5_000
/** Pages that one member has open at once. */
const WATCHERS_EACH_MAX = 20
/** Many changes in this time are told once. */
const GATHER_MS = 250

/** A stream that says that there is something new, not what: what is new is read where it is protected. */
export function liveRoute({ changes, wire }: { changes: Changes; wire: Wire }): Route {
  return route({
    name: 'watch_member',
    method: 'GET',
    path: '/v1/members/{member}/live',
    about: 'Server-sent events: "changed" whenever the score may have changed.',
    group: 'member',
    access: ROWS.own,
    answers: { 200: { about: 'the stream', media: 'text/event-stream' } },
    errors: ['too_many_requests'],
    handle: (call) => {
      const tooMany =
        changes.watching >= WATCHERS_MAX || changes.watchingOf(memberOf(call)) >= WATCHERS_EACH_MAX
      if (tooMany) {
        throw new Refusal('too_many_requests', { retryAfterSeconds: 30 })
      }
      return new Response(streamOf(memberOf(call), changes, wire), {
        headers: {
          'Content-Type': 'text/event-stream',
          'Cache-Control': 'no-store',
          'X-Accel-Buffering': 'no',
        },
      })
    },
  })
}

function streamOf(member: string, changes: Changes, wire: Wire): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let stop = (): void => {}
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const cancels = new Map<string, () => void>()
      const send = (text: string) => controller.enqueue(encoder.encode(text))
      const later = (name: string, delayMs: Ms, task: () => void) => {
        cancels.set(name, wire.after(delayMs, task))
      }
      const beat = () => {
        send(': still here\n\n')
        later('beat', HEARTBEAT_MS, beat)
      }
      let pending = false
      const unwatch = changes.watch(member, () => {
        if (pending) return
        pending = true
        later('tell', GATHER_MS, () => {
          pending = false
          send('event: changed\ndata: {}\n\n')
        })
      })
      stop = () => {
        unwatch()
        for (const cancel of cancels.values()) cancel()
      }
      send('retry: 3000\nevent: ready\ndata: {}\n\n')
      later('beat', HEARTBEAT_MS, beat)
      later('end', STREAM_MAX_MS, () => {
        stop()
        controller.close()
      })
    },
    cancel: () => stop(),
  })
}
