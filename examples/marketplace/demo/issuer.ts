import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import type { Database, Ms } from '../src/database.ts'
import { personById } from '../src/people.ts'
import { signIn, whoIs } from '../src/sessions.ts'
import type { Person, Problem } from '../src/shapes.ts'
import { SPEED_MAX } from './pace.ts'

// The identity provider of the demonstration: it believes a click. A real marketplace has one already,
// and Alacrity needs only the address of its public keys.

export const AUDIENCE = 'alacrity'
const ROLES = { freelancer: 'member', client: 'client', operator: 'operator' } as const

export type IssuerPorts = {
  /** The address the server listens on: anything but this machine is refused. */
  readonly host: string
  /** What the tokens name as their issuer. */
  readonly url: string
  readonly database: Database
  /** Where members and operators see what is theirs. */
  readonly scorePage: string
  /** Origins of pages that may ask for a token of whoever is signed in. */
  readonly origins: readonly string[]
  readonly now: () => Ms
}

export type AccessToken = {
  readonly access_token: string
  readonly token_type: 'Bearer'
  /** Seconds of real time; ask again then, or when it is refused. */
  readonly expires_in: number
  readonly person: Person
  /** Where the pages of members and operators are. */
  readonly score_page: string
}

const PAGE_OF = { client: '/', freelancer: '/responsiveness' } as const
const LOOPBACK = ['127.0.0.1', '::1', 'localhost']
/** Fifteen minutes of real time, at the greatest speed of the clock: in its own time three months. */
const TOKEN_SECONDS = 900
const TOKEN_CLOCK_SECONDS = TOKEN_SECONDS * SPEED_MAX

/** Throws for an address that others could reach. */
export function refuseOpenNet(host: string): void {
  if (LOOPBACK.includes(host)) return
  throw new Error(
    `the demonstration signs anybody in by a click and is for this machine alone: ` +
      `it listens on 127.0.0.1, not on ${host}`,
  )
}

/**
 * The routes of the issuer: its public keys, and a token for whoever is signed in. Throws where the server
 * could be reached from elsewhere: whoever can click there could be anybody.
 */
export async function createIssuer(ports: IssuerPorts): Promise<Hono> {
  const { host, database, origins } = ports
  refuseOpenNet(host)
  const basePath = new URL(ports.url).pathname
  const keys = await generateKeyPair('EdDSA')
  const published = { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'demo', alg: 'EdDSA' }] }
  const app = new Hono()
  app.use('*', cors({ origin: [...origins], credentials: true }))
  app.get('/jwks.json', (context) => context.json(published))
  app.post('/token', async (context) => {
    context.header('Cache-Control', 'no-store')
    const origin = context.req.header('origin')
    const own = new URL(context.req.url).origin
    const me = whoIs(database, context)
    if (origin !== undefined && origin !== own && !origins.includes(origin)) {
      return context.json<Problem>({ code: 'foreign_page', message: 'Not for this page.' }, 403)
    }
    if (me === null) {
      return context.json<Problem>({ code: 'signed_out', message: 'Sign in first.' }, 401)
    }
    return context.json<AccessToken>({
      access_token: await sign(ports, keys.privateKey, me),
      token_type: 'Bearer',
      expires_in: TOKEN_SECONDS,
      person: me,
      score_page: ports.scorePage,
    })
  })
  // Links that can be clicked in a terminal and on a page.
  app.get('/enter/:person', (context) => {
    const person = personById(database, context.req.param('person'))
    if (person === null) return context.notFound()
    signIn(database, context, person.id)
    return context.redirect(
      person.role === 'operator' ? `${basePath}/score-page` : PAGE_OF[person.role],
    )
  })
  app.get('/score-page', async (context) => {
    const me = whoIs(database, context)
    if (me === null) return context.redirect('/')
    // After the # it stays in the browser: no log and no other server sees it.
    const token = await sign(ports, keys.privateKey, me)
    // The page gets its next tokens by itself from where `renew` says, for as long as the cookie is good.
    const renew = encodeURIComponent(`${ports.url}/token`)
    return context.redirect(`${ports.scorePage}#token=${token}&renew=${renew}`)
  })
  return app
}

async function sign(
  { url, now }: IssuerPorts,
  key: CryptoKey,
  { id, role }: Person,
): Promise<string> {
  const issued = Math.floor(now() / 1_000)
  return new SignJWT({ role: ROLES[role] })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'demo' })
    .setSubject(id)
    .setIssuer(url)
    .setAudience(AUDIENCE)
    .setIssuedAt(issued)
    .setExpirationTime(issued + TOKEN_CLOCK_SECONDS)
    .sign(key)
}
