import { Hono } from 'hono'
import { changed, type Market } from './market.ts'
import {
  addConversation,
  addMessage,
  inbox,
  isWaiting,
  messagesOf,
  placeOf,
  readConversation,
  releaseConversation,
  takesPart,
  withdrawMessage,
} from './conversations.ts'
import { profileOf } from './people.ts'
import { absent, bodyOf, refuse, someone } from './request.ts'
import { OPEN_CONVERSATION, type Person, WRITE_MESSAGE } from './shapes.ts'

const INBOX_MAX = 100

/** What people write to one another. Everyone reaches their own conversations and no others. */
export function conversationRoutes(market: Market): Hono {
  const app = new Hono()
  addInbox(app, market)
  addWriting(app, market)
  addEnding(app, market)
  return app
}

function addInbox(app: Hono, market: Market): void {
  const { database, freshId } = market

  app.get('/conversations', (context) => {
    const me = someone(database, context)
    return context.json({ items: inbox(database, me.id, INBOX_MAX) })
  })

  app.get('/conversations/:id', (context) => {
    const me = someone(database, context)
    return context.json(read(market, me, context.req.param('id')))
  })

  app.post('/conversations', async (context) => {
    const me = someone(database, context)
    if (me.role !== 'client') refuse(403, { code: 'clients_only', message: 'Only clients can.' })
    const { id, freelancer, text, kind } = await bodyOf(context, OPEN_CONVERSATION)
    if (profileOf(database, freelancer) === null) absent()
    // There already: the answer to the first try was lost on its way.
    if (id !== undefined && readConversation(database, id) !== null) {
      return context.json(read(market, me, id))
    }
    const at = market.now()
    const conversation = id ?? freshId()
    addConversation(database, { id: conversation, freelancer, client: me.id, at })
    addMessage(database, { id: freshId(), conversation, at, sender: 'client', kind, text })
    changed(market, conversation)
    return context.json(read(market, me, conversation), 201)
  })
}

function addWriting(app: Hono, market: Market): void {
  const { database, freshId } = market
  app.post('/conversations/:id/messages', async (context) => {
    const me = someone(database, context)
    const conversation = own(market, me, context.req.param('id'))
    const { id, text, answer, thanks } = await bodyOf(context, WRITE_MESSAGE)
    if (id !== undefined && placeOf(database, id) === conversation) {
      return context.json(read(market, me, conversation))
    }
    const common = { id: id ?? freshId(), conversation, at: market.now(), text }
    if (me.role === 'freelancer') {
      addMessage(database, { ...common, sender: 'freelancer', kind: answer ?? 'message' })
    } else {
      const kind = thanks ? 'acknowledgement' : 'message'
      addMessage(database, { ...common, sender: 'client', kind })
    }
    changed(market, conversation)
    return context.json(read(market, me, conversation), 201)
  })
}

/** What ends a wait without an answer. */
function addEnding(app: Hono, market: Market): void {
  const { database, freshId } = market
  app.post('/conversations/:id/release', (context) => {
    const me = someone(database, context)
    const conversation = own(market, me, context.req.param('id'))
    if (!isWaiting(messagesOf(database, conversation))) {
      refuse(409, { code: 'nothing_waits', message: 'No message waits for an answer here.' })
    }
    const by = me.role === 'freelancer' ? 'freelancer' : 'client'
    releaseConversation(database, conversation, { id: freshId(), at: market.now(), by })
    changed(market, conversation)
    return context.json(read(market, me, conversation))
  })

  app.post('/conversations/:id/messages/:message/withdrawal', (context) => {
    const me = someone(database, context)
    const conversation = own(market, me, context.req.param('id'))
    const message = messagesOf(database, conversation).find(
      ({ id }) => id === context.req.param('message'),
    )
    if (message === undefined || me.role !== 'client' || message.sender !== 'client') absent()
    const place = { id: freshId(), at: market.now() }
    if (message.withdrawn || !withdrawMessage(database, message.id, place)) {
      refuse(409, { code: 'too_late', message: 'It was answered or taken back before.' })
    }
    changed(market, conversation)
    return context.json(read(market, me, conversation))
  })
}

function own({ database }: Market, me: Person, conversation: string): string {
  return takesPart(database, conversation, me.id) ? conversation : absent()
}

function read(market: Market, me: Person, id: string): ReturnType<typeof readConversation> {
  return readConversation(market.database, own(market, me, id))
}
