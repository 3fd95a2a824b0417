import { Refusal } from '../base/errors.ts'

export const EVENTS_MAX = 500
export const EVENT_MAX_BYTES = 32_768

/** One event as it came: a JSON value and its size, or text that is not JSON. */
export type Item =
  | { readonly kind: 'value'; readonly value: unknown; readonly bytes: () => number }
  | { readonly kind: 'malformed' }
/** `single`: the answer is about one event, so its status is the answer's. */
export type Items = { readonly single: boolean; readonly items: readonly Item[] }

export const MEDIA = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  cloudEvent: 'application/cloudevents+json',
  cloudEvents: 'application/cloudevents-batch+json',
} as const

/** Takes a body apart into its events. Throws where no event can be told from another. */
export function itemsOf(media: string, text: string): Items {
  switch (media) {
    case MEDIA.json: {
      const value = parsed(text)
      return Array.isArray(value) ? several(value, text) : single(value, text)
    }
    case MEDIA.ndjson:
    case 'application/ndjson':
      return lines(text)
    case MEDIA.cloudEvent:
      return single(envelope(parsed(text)), text)
    case MEDIA.cloudEvents: {
      const value = parsed(text)
      if (!Array.isArray(value)) {
        throw new Refusal('malformed_request', { field: 'body', detail: 'is not a JSON array' })
      }
      return several(value.map(envelope), text)
    }
    default:
      throw new Refusal('unsupported_media_type', {
        remedy: `Set Content-Type to ${Object.values(MEDIA).join(', ')}.`,
      })
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal('malformed_json')
  }
}

/** What calls itself a CloudEvent is read as one, so that a missing version is named, not guessed. */
function envelope(value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { specversion: null, ...value }
    : value
}

const single = (value: unknown, text: string): Items => ({
  single: true,
  items: [{ kind: 'value', value, bytes: () => Buffer.byteLength(text) }],
})

function several(values: readonly unknown[], text: string): Items {
  limit(values.length)
  // A body under the limit of one event holds none above it.
  const small = text.length * 3 <= EVENT_MAX_BYTES
  return {
    single: false,
    items: values.map((value) => ({
      kind: 'value',
      value,
      bytes: () => (small ? 0 : Buffer.byteLength(JSON.stringify(value) ?? '')),
    })),
  }
}

function lines(text: string): Items {
  const found = text.split('\n').filter((line) => line.trim() !== '')
  limit(found.length)
  const items = found.map((line): Item => {
    try {
      return { kind: 'value', value: JSON.parse(line), bytes: () => Buffer.byteLength(line) }
    } catch {
      return { kind: 'malformed' }
    }
  })
  return { single: false, items }
}

function limit(count: number): void {
  if (count > EVENTS_MAX) throw new Refusal('body_too_large', { detail: `${count} events` })
}
