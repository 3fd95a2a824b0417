import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { streamSSE } from 'hono/streaming'
import { z } from 'zod'
import { bodyOf } from '../src/request.ts'
import { type ClockState, type Driver } from './driver.ts'
import { SPEED_MAX } from './pace.ts'

const TELL_EVERY_MS = 500

const WISH = z.strictObject({
  speed: z.number().min(1).max(SPEED_MAX).optional(),
  paused: z.boolean().optional(),
  jump: z.literal('epoch').optional(),
})

/** The clock to play with. `origins`: pages besides the marketplace's own that may use it. */
export function clockRoutes(driver: Driver, origins: readonly string[]): Hono {
  const app = new Hono()
  app.use('*', cors({ origin: [...origins] }))

  app.get('/clock', (context) => context.json<ClockState>(driver.state()))

  app.post('/clock', async (context) => {
    const { jump, speed, paused } = await bodyOf(context, WISH)
    driver.set({
      ...(speed === undefined ? {} : { speed }),
      ...(paused === undefined ? {} : { paused }),
    })
    if (jump === 'epoch') await driver.jump()
    return context.json<ClockState>(driver.state())
  })

  app.get('/clock/live', (context) =>
    streamSSE(context, async (stream) => {
      const send = () => {
        void stream.writeSSE({ event: 'clock', data: JSON.stringify(driver.state()) })
      }
      const ended = Promise.withResolvers<void>()
      const stop = driver.watch(send)
      const timer = setInterval(send, TELL_EVERY_MS)
      stream.onAbort(() => {
        stop()
        clearInterval(timer)
        ended.resolve()
      })
      send()
      await ended.promise
    }),
  )
  return app
}
