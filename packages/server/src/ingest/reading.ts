import { type Arrival, type Parcel, parcelOf } from '@alacrity/store'
import { problemOf } from '../base/errors.ts'
import { decodeText } from '../base/text.ts'
import { judge, type Refused, type Sending } from './judge.ts'
import { itemsOf } from './read-body.ts'

/** A body as it came, and what its reading depends on. */
export type Body = Sending & { readonly media: string; readonly bytes: Uint8Array }

/** What a body holds, read and judged: what can be stored, what was refused, and the answer to be given. */
export type Reading = {
  /** The answer is about one event, so its status is the answer's. */
  readonly single: boolean
  readonly received: number
  /** What is to be stored; null: nothing. */
  readonly parcel: Parcel | null
  /** The place in the body of each event of the parcel. */
  readonly places: Uint32Array
  readonly refused: readonly { readonly place: number; readonly refused: Refused }[]
  /** Members whom events of the parcel name that are nobody's. */
  readonly named: readonly string[]
  /** The answer's body in UTF-8 for the case that all of the parcel is new. */
  readonly answer: Uint8Array<ArrayBuffer>
}

/** What is answered of one event. */
export type Result = { readonly id: string | null; status: number }

const ENCODER = new TextEncoder()

/** Reads a body for a log of this seed. Throws a `Refusal` where no event can be told from another. */
export function readEvents({ media, bytes, now, mayRule }: Body, seed: number): Reading {
  const { single, items } = itemsOf(media, decodeText(bytes))
  const arrivals: Arrival[] = []
  const places: number[] = []
  const refused: Reading['refused'][number][] = []
  const results: string[] = []
  for (const [place, item] of items.entries()) {
    const judged = judge(item, { now, mayRule })
    results.push('event' in judged ? storedText(judged) : refusedText(judged))
    if ('event' in judged) {
      arrivals.push(judged)
      places.push(place)
    } else refused.push({ place, refused: judged })
  }
  return {
    single,
    received: items.length,
    parcel: arrivals.length === 0 ? null : parcelOf(arrivals, seed),
    places: Uint32Array.from(places),
    refused,
    named: namedIn(arrivals),
    answer: ENCODER.encode(single ? results.join() : `{"results":[${results.join()}]}`),
  }
}

/** The results that an answer holds; each event that can be stored has its id there. */
export function resultsOf({ single, answer }: Reading): Result[] {
  const told = JSON.parse(new TextDecoder().decode(answer)) as Result & { results: Result[] }
  return single ? [told] : told.results
}

function storedText({ event, late }: Arrival): string {
  return `{"id":${JSON.stringify(event.id)},"status":201${late ? ',"late":true' : ''}}`
}

/** The result of an event that was refused, as it stands among the results of its batch. */
export function refusedText({ id, code, about }: Refused): string {
  const told = problemOf(code, about)
  return JSON.stringify({ id, status: told.status, problem: told })
}

function namedIn(arrivals: readonly Arrival[]): readonly string[] {
  return arrivals.flatMap(({ event }) =>
    event.type === 'erasure' && event.member !== null ? [event.member] : [],
  )
}
