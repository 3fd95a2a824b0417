import type { Event } from '@alacrity/engine'
import { z } from 'zod'
import type { Principal } from '../access/principal.ts'
import { ROWS } from '../access/table.ts'
import { problemOf, type RefusalDetail } from '../base/errors.ts'
import type { Intake, Outcome } from '../ingest/intake.ts'
import { itemsOf, MEDIA } from '../ingest/read-body.ts'
import { decodeText, mediaTypeOf, readBody } from './body.ts'
import { problem } from './problem.ts'
import { type Call, json, type Route, route } from './route.ts'

const EVENT = z
  .looseObject({ id: z.string(), type: z.string(), at: z.union([z.string(), z.int()]) })
  .meta({ description: 'One event; SPEC.md EV4 lists the fields of each type.' })
const RESULT = z.strictObject({
  id: z.string().nullable(),
  status: z.int(),
  late: z.boolean().optional(),
  problem: z.looseObject({}).optional(),
})
const RESULTS = z.strictObject({ results: z.array(RESULT) })

/** Senders hand in what happened; what an operator decides is an operator's to send [EV4]. */
function senderMaySend(principal: Principal): (event: Event) => RefusalDetail | null {
  return (event) =>
    event.type === 'ruling' && principal.kind !== 'operator'
      ? { field: 'type', detail: 'is a ruling', remedy: 'An operator sends rulings.' }
      : null
}

export function ingestRoutes(intake: Intake): readonly Route[] {
  return [
    route({
      name: 'send_events',
      method: 'POST',
      path: '/v1/events',
      about: 'Takes one event or up to 500; every one is answered, aligned by index.',
      group: 'ingest',
      access: ROWS.senders,
      raw: {
        [MEDIA.json]: z.union([EVENT, z.array(EVENT)]),
        [MEDIA.ndjson]: z.string(),
        [MEDIA.cloudEvent]: EVENT,
        [MEDIA.cloudEvents]: z.array(EVENT),
      },
      answers: {
        200: {
          about: 'all are stored; of one event: it was stored before',
          schema: z.union([RESULTS, RESULT]),
        },
        201: { about: 'the one event is stored', schema: RESULT },
        207: { about: 'some are stored, some refused', schema: RESULTS },
      },
      errors: [
        'malformed_json',
        'malformed_request',
        'id_conflict',
        'body_too_large',
        'event_too_large',
        'unsupported_media_type',
        'invalid_event',
        'too_far_ahead',
        'overloaded',
        'store_unavailable',
        'store_full',
      ],
      handle: (call) => takeEvents(intake, call),
    }),
  ]
}

async function takeEvents(intake: Intake, { request, now, principal }: Call): Promise<Response> {
  const bytes = await readBody(request)
  intake.admit(bytes.byteLength)
  const { single, items } = itemsOf(mediaTypeOf(request), decodeText(bytes))
  const maySend = senderMaySend(principal)
  const outcomes = await intake.take(items, { now, bytes: bytes.byteLength, maySend })
  const first = outcomes[0]
  if (single && first !== undefined) return answerOne(first)
  const allStored = outcomes.every(({ kind }) => kind !== 'refused')
  return json({ results: outcomes.map(resultOf) }, { status: allStored ? 200 : 207 })
}

function answerOne(outcome: Outcome): Response {
  if (outcome.kind === 'refused') return problem(outcome.code, outcome.about)
  const result = resultOf(outcome)
  return json(result, { status: result.status })
}

function resultOf(outcome: Outcome): z.infer<typeof RESULT> {
  if (outcome.kind === 'refused') {
    const told = problemOf(outcome.code, outcome.about)
    return { id: outcome.id, status: told.status, problem: told }
  }
  return {
    id: outcome.id,
    status: outcome.kind === 'accepted' ? 201 : 200,
    ...(outcome.late ? { late: true } : {}),
  }
}
