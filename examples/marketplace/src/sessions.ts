import { createHash, randomBytes } from 'node:crypto'
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Database } from './database.ts'
import { personOf } from './people.ts'
import type { Person } from './shapes.ts'

const COOKIE = 'market_session'

// The token is kept as its hash: whoever reads the database cannot become somebody.
const hashOf = (token: string) => createHash('sha256').update(token).digest('hex')

/** Remembers in a cookie, which scripts cannot read, who this browser is. */
export function signIn(database: Database, context: Context, person: string): void {
  signOut(database, context)
  const token = randomBytes(32).toString('base64url')
  const hash = hashOf(token)
  database.run('INSERT INTO sessions (token_sha256, person) VALUES (?, ?)', hash, person)
  // Strict: another site can neither use nor set it. Over https add `secure`.
  setCookie(context, COOKIE, token, { httpOnly: true, sameSite: 'Strict', path: '/' })
}

export function signOut(database: Database, context: Context): void {
  const token = getCookie(context, COOKIE)
  if (token === undefined) return
  database.run('DELETE FROM sessions WHERE token_sha256 = ?', hashOf(token))
  deleteCookie(context, COOKIE, { path: '/' })
}

export function whoIs(database: Database, context: Context): Person | null {
  const token = getCookie(context, COOKIE)
  if (token === undefined) return null
  const row = database.one(
    `SELECT people.* FROM sessions JOIN people ON people.id = sessions.person
     WHERE token_sha256 = ?`,
    hashOf(token),
  )
  return row === null ? null : personOf(row)
}
