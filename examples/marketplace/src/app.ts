import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { takeWebhook } from './alacrity.ts'
import { conversationRoutes } from './conversation-routes.ts'
import { liveRoutes } from './live-routes.ts'
import type { Market } from './market.ts'
import { peopleRoutes } from './people-routes.ts'
import type { Problem } from './shapes.ts'

/** The marketplace's server: an interface for its pages, and the address of the webhook. */
export function createApp(market: Market): Hono {
  const app = new Hono()
  app.use('/api/*', async (context, next) => {
    // Nothing here is for caches, and nothing is done for a page of another site.
    if (context.req.method !== 'GET' && isForeign(context.req.raw)) {
      return context.json<Problem>(FOREIGN, 403)
    }
    await next()
    context.res.headers.set('Cache-Control', 'no-store')
    return undefined
  })
  app.route('/api', peopleRoutes(market))
  app.route('/api', conversationRoutes(market))
  app.route('/api', liveRoutes(market))
  app.post('/hooks/alacrity', async (context) => {
    const { database, live, webhookSecret, now } = market
    const message = { headers: context.req.raw.headers, body: await context.req.text() }
    try {
      await takeWebhook(database, message, { secret: webhookSecret, now: now() })
    } catch {
      return context.body(null, 401)
    }
    live.tellEveryone({ kind: 'labels' })
    return context.body(null, 204)
  })
  app.notFound((context) => context.json<Problem>(NOT_FOUND, 404))
  app.onError((error, context) =>
    error instanceof HTTPException
      ? error.getResponse()
      : context.json<Problem>({ code: 'internal', message: 'Something went wrong here.' }, 500),
  )
  return app
}

const NOT_FOUND = { code: 'not_found', message: 'There is nothing here.' }
const FOREIGN = { code: 'foreign_page', message: 'Call this from the marketplace’s own pages.' }

/** A browser names the page that asks; a request without a name is no browser's. */
function isForeign(request: Request): boolean {
  const origin = request.headers.get('origin')
  return origin !== null && origin !== new URL(request.url).origin
}
