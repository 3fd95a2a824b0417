import type { Ms } from '@alacrity/engine'
import type { z } from 'zod'
import type { Principal } from '../access/principal.ts'
import type { AccessRow } from '../access/table.ts'
import { type ErrorCode, Refusal } from '../base/errors.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** What a handler gets: who asks, and what for, already read by the route's schemas. */
export type Call<Query = unknown, Body = unknown> = {
  readonly principal: Principal
  readonly params: Readonly<Record<string, string>>
  readonly query: Query
  readonly body: Body
  readonly request: Request
  readonly now: Ms
}

/** What an answer looks like, for the reference. */
export type AnswerShape = {
  readonly about: string
  readonly media?: string
  readonly schema?: z.ZodType
}

/** An answer that needed nothing read. The headers of equal answers are one object. */
export type AnswerAtOnce = {
  readonly status: 200 | 304
  readonly body: string | null
  readonly headers: Readonly<Record<string, string>>
}

type Common = {
  /** The name of the operation in the OpenAPI document. */
  readonly name: string
  readonly method: Method
  /** As in OpenAPI: /v1/labels/{member}. A `member` in it decides between own and other. */
  readonly path: string
  readonly about: string
  readonly group: 'ingest' | 'member' | 'label' | 'operator' | 'service'
  readonly access: AccessRow
  readonly answers: Readonly<Record<number, AnswerShape>>
  readonly errors: readonly ErrorCode[]
  /**
   * For a public route about one member: what `handle` would answer, if that needs no reading; null if it
   * does. `tags` is the header If-None-Match.
   */
  readonly atOnce?: (member: string, tags: string | null, now: Ms) => AnswerAtOnce | null
}

/** A route as the application knows it: data, so that reference, access table and tests come from one list. */
export type Route = Common & {
  readonly query: z.ZodType | null
  readonly body: BodyShape | null
  readonly handle: (call: Call) => Promise<Response> | Response
}

/** `raw`: the handler reads the bytes itself. */
export type BodyShape =
  | { readonly kind: 'json'; readonly schema: z.ZodType }
  | { readonly kind: 'raw'; readonly media: Readonly<Record<string, z.ZodType>> }

type Parts<Q extends z.ZodType, B extends z.ZodType> = Common & {
  readonly query?: Q
  readonly json?: B
  readonly raw?: Readonly<Record<string, z.ZodType>>
  readonly handle: (call: Call<z.infer<Q>, z.infer<B>>) => Promise<Response> | Response
}

/** Declares a route; `query` and `json` type what its handler gets. */
export function route<Q extends z.ZodType, B extends z.ZodType>(parts: Parts<Q, B>): Route {
  const { query, json, raw, handle, ...common } = parts
  return {
    ...common,
    query: query ?? null,
    body: bodyShape(json, raw),
    handle: (call) => handle(call as Call<z.infer<Q>, z.infer<B>>),
  }
}

function bodyShape(
  json: z.ZodType | undefined,
  raw: Readonly<Record<string, z.ZodType>> | undefined,
): BodyShape | null {
  if (json !== undefined) return { kind: 'json', schema: json }
  return raw === undefined ? null : { kind: 'raw', media: raw }
}

export function memberOf(call: Pick<Call, 'params'>): string {
  const member = call.params['member']
  if (member === undefined) throw new Error('the route names no member')
  return member
}

/** Private answers are stored nowhere and differ by who asks. */
const PRIVATE = { 'Cache-Control': 'no-store', Vary: 'Authorization' } as const

export function json(
  value: unknown,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { 'Content-Type': 'application/json', ...PRIVATE, ...headers },
  })
}

/** JSON that is written already. */
export function typed(body: string | Uint8Array<ArrayBuffer>, status: number): Response {
  return new Response(body, { status, headers: { 'Content-Type': 'application/json', ...PRIVATE } })
}

export function text(
  body: string,
  media: string,
  headers: Readonly<Record<string, string>> = PRIVATE,
): Response {
  return new Response(body, { headers: { 'Content-Type': media, ...headers } })
}

export function absent(): never {
  throw new Refusal('not_found')
}
