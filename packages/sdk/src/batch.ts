import type { Call, CallOptions } from './call.ts'
import { AlacrityError, type Problem } from './error.ts'
import type { NewEvent } from './event.ts'

/** What became of an event. */
export type Outcome =
  | {
      /** `duplicate`: the same was stored before. Either way it is on disk. */
      readonly kind: 'accepted' | 'duplicate'
      readonly id: string
      /** Older than 30 days when it came. */
      readonly late: boolean
    }
  | Refused

/** The service will not take this event as it is; the problem says what to correct. */
export type Refused = { readonly kind: 'refused'; readonly id: string; readonly problem: Problem }

/** An event in the bytes it is sent in. */
export type Packed = { readonly id: string; readonly text: string; readonly bytes: number }

/** What the service takes in one call. */
export const BATCH_EVENTS = 500
const BATCH_BYTES = 1_048_576

const encoder = new TextEncoder()

export function pack(event: NewEvent): Packed {
  const text = JSON.stringify(event)
  // With the comma or bracket after it.
  return { id: event.id, text, bytes: encoder.encode(text).length + 1 }
}

/** How many of the first events go into one call; at least one. */
export function batchSize(events: readonly Packed[]): number {
  let bytes = 1
  let size = 0
  for (const event of events) {
    bytes += event.bytes
    if (size > 0 && (size === BATCH_EVENTS || bytes > BATCH_BYTES)) break
    size += 1
  }
  return size
}

type Result = {
  readonly id: string | null
  readonly status: number
  readonly late?: boolean
  readonly problem?: Problem
}

/**
 * One batch and what became of each event, aligned. Rejects with nothing decided: the same may be sent again.
 * What the service cannot even take apart is halved until the event is alone that is to blame.
 */
export async function submit(
  call: Call,
  batch: readonly Packed[],
  options: CallOptions,
): Promise<readonly Outcome[]> {
  const json = `[${batch.map(({ text }) => text).join()}]`
  try {
    const path = '/v1/events'
    const { results } = await call.json<{ readonly results?: readonly Result[] }>({
      method: 'POST',
      path,
      json,
      ...options,
    })
    if (results?.length !== batch.length) throw misaligned()
    return batch.map(({ id }, index) => outcomeOf(id, results[index] as Result))
  } catch (error) {
    if (!(error instanceof AlacrityError) || !UNREADABLE.has(error.status)) throw error
    if (error.code === 'bad_answer' && error.status !== 413) throw error
    if (batch.length === 1) return batch.map(({ id }) => refusedBy(id, error))
    const middle = Math.ceil(batch.length / 2)
    const first = await submit(call, batch.slice(0, middle), options)
    return [...first, ...(await submit(call, batch.slice(middle), options))]
  }
}

const UNREADABLE: ReadonlySet<number> = new Set([400, 413, 422])

function outcomeOf(id: string, { id: told, status, late, problem }: Result): Outcome {
  if (problem !== undefined) return { kind: 'refused', id, problem }
  if (told !== id) throw misaligned()
  return { kind: status === 201 ? 'accepted' : 'duplicate', id, late: late ?? false }
}

function misaligned(): AlacrityError {
  return new AlacrityError({
    code: 'bad_answer',
    title: 'The answer does not speak of the events that were sent',
    remedy: 'See that baseUrl leads to the service, and what stands in between.',
  })
}

function refusedBy(id: string, error: AlacrityError): Refused {
  const { code, title, status, detail, field, remedy } = error
  const problem = {
    type: `/docs/errors#${code}`,
    title,
    status,
    code: (code === 'bad_answer' ? 'body_too_large' : code) as Problem['code'],
    ...(detail === null ? {} : { detail }),
    ...(field === null ? {} : { field }),
    remedy,
  }
  return { kind: 'refused', id, problem }
}
