import { Hono } from 'hono'
import type { Market } from './market.ts'
import { cast, directory, personById, profileOf } from './people.ts'
import { absent, bodyOf, queryOf } from './request.ts'
import { signIn, signOut, whoIs } from './sessions.ts'
import { type Cast, type Directory, DIRECTORY_QUERY, type Profile } from './shapes.ts'
import { type Person, type Session, SIGN_IN } from './shapes.ts'

/** Who there is, and who is signed in. */
export function peopleRoutes({ database, alacrity, now }: Market): Hono {
  const app = new Hono()

  app.get('/cast', (context) => context.json<Cast>(cast(database, now())))

  app.get('/session', (context) => context.json(sessionOf(whoIs(database, context), alacrity.url)))

  // A click is enough here. A real marketplace asks for a password or a passkey first.
  app.post('/session', async (context) => {
    const { person } = await bodyOf(context, SIGN_IN)
    const me = personById(database, person) ?? absent()
    signIn(database, context, me.id)
    return context.json(sessionOf(me, alacrity.url))
  })

  app.delete('/session', (context) => {
    signOut(database, context)
    return context.json(sessionOf(null, alacrity.url))
  })

  app.get('/freelancers', (context) => {
    const { text, skill, responsive, page } = queryOf(context, DIRECTORY_QUERY)
    const wish = { text, skill, page, responsive: responsive === 'true' }
    return context.json<Directory>(directory(database, wish))
  })

  app.get('/freelancers/:id', (context) =>
    context.json<Profile>(profileOf(database, context.req.param('id')) ?? absent()),
  )

  return app
}

function sessionOf(me: Person | null, serviceUrl: string): Session {
  const hasScorePage = me !== null && me.role !== 'client'
  return { me, score_page: hasScorePage ? `${serviceUrl}/app/` : null }
}
