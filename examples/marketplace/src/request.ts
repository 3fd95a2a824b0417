import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { z } from 'zod'
import type { Database } from './database.ts'
import { whoIs } from './sessions.ts'
import type { Person, Problem } from './shapes.ts'

/** Ends the request with a problem that a page can show. */
export function refuse(status: 400 | 401 | 403 | 404 | 409, problem: Problem): never {
  throw new HTTPException(status, { res: Response.json(problem, { status }) })
}

/** The body as the schema has it; anything else is refused with the field that is wrong. */
export async function bodyOf<Schema extends z.ZodType>(
  context: Context,
  schema: Schema,
): Promise<z.infer<Schema>> {
  const value: unknown = await context.req.json().catch(() => {
    refuse(400, { code: 'malformed_json', message: 'The body is not JSON.' })
  })
  return checked(value, schema)
}

export function queryOf<Schema extends z.ZodType>(
  context: Context,
  schema: Schema,
): z.infer<Schema> {
  return checked(context.req.query(), schema)
}

function checked<Schema extends z.ZodType>(value: unknown, schema: Schema): z.infer<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue?.path.join('.') ?? ''
  refuse(400, { code: 'malformed_request', message: `${field}: ${issue?.message ?? 'is wrong'}` })
}

/** Who asks; nobody is refused. */
export function someone(database: Database, context: Context): Person {
  const me = whoIs(database, context)
  if (me === null) refuse(401, { code: 'signed_out', message: 'Sign in first.' })
  return me
}

/** The same answer for what is not there and what is not theirs. */
export function absent(): never {
  refuse(404, { code: 'not_found', message: 'There is nothing here.' })
}
