import { Hono } from 'hono'
import type { Market } from './market.ts'
import { cast, directory, personById, profileOf } from './people.ts'
import { absent, bodyOf, queryOf } from './request.ts'
import { signIn, signOut, whoIs } from './sessions.ts'
import { type Cast, type Directory, DIRECTORY_QUERY, type Profile } from './shapes.ts'
import { type Person, type Session, SIGN_IN } from './shapes.ts'

/** Goes to the service's page with a token of the identity provider. */
const SCORE_PAGE = '/id/score-page'

/** Who there is, and who is signed in. */
export function peopleRoutes({ database, now }: Market): Hono {
  const app = new Hono()

  app.get('/cast', (context) => context.json<Cast>(cast(database, now())))

  app.get('/session', (context) => context.json(sessionOf(whoIs(database, context))))

  // A click is enough here. A real marketplace asks for a password or a passkey first.
  app.post('/session', async (context) => {
    const { person } = await bodyOf(context, SIGN_IN)
    const me = personById(database, person) ?? absent()
    signIn(database, context, me.id)
    return context.json(sessionOf(me))
  })

  app.delete('/session', (context) => {
    signOut(database, context)
    return context.json(sessionOf(null))
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

const sessionOf = (me: Person | null): Session => ({
  me,
  score_page: me === null || me.role === 'client' ? null : SCORE_PAGE,
})
