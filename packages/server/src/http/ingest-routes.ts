import { RECEIPT_KINDS } from '@alacrity/store'
import { z } from 'zod'
import { ROWS } from '../access/table.ts'
import { type Intake, refusedOf, storedOf, type Taken } from '../ingest/intake.ts'
import { MEDIA } from '../ingest/read-body.ts'
import { refusedText, type Result, resultsOf } from '../ingest/reading.ts'
import { announcedBytes, mediaTypeOf, readBody } from './body.ts'
import { problem } from './problem.ts'
import { type Call, type Route, route, typed } from './route.ts'

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
  intake.expect(announcedBytes(request) ?? 0)
  const bytes = await readBody(request)
  const mayRule = principal.kind === 'operator'
  const taken = await intake.take({ bytes, media: mediaTypeOf(request), now, mayRule })
  const { single, answer } = taken.reading
  const refused = refusedOf(taken)
  const { accepted, duplicate } = storedOf(taken)
  const [only] = refused
  if (single && only !== undefined) return problem(only.refused.code, only.refused.about)
  const status = single && accepted === 1 ? 201 : refused.length === 0 ? 200 : 207
  const told = duplicate === 0 && accepted === taken.receipts.kinds.length
  return typed(told ? answer : correctedAnswer(taken), status)
}

/** The answer where not everything that could be stored was new. */
function correctedAnswer(taken: Taken): string {
  const { single, places } = taken.reading
  const results = resultsOf(taken.reading)
  taken.receipts.kinds.forEach((kind, at) => {
    const result = results[places[at] ?? 0]
    if (RECEIPT_KINDS[kind] === 'duplicate' && result !== undefined) result.status = 200
  })
  for (const { place, refused } of refusedOf(taken)) {
    results[place] = JSON.parse(refusedText(refused)) as Result
  }
  return JSON.stringify(single ? results[0] : { results })
}
