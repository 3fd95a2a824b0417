import { Refusal } from '../base/errors.ts'

const BODY_MAX_BYTES = 1_048_576

/** How long the body says it is; null where it does not say. Refuses one that says it is over the limit. */
export function announcedBytes(request: Request, maxBytes = BODY_MAX_BYTES): number | null {
  const length = request.headers.get('content-length')
  if (length === null) return null
  if (Number(length) > maxBytes) throw new Refusal('body_too_large')
  return Number(length)
}

/** The whole body, refused as soon as it is known to be longer than the limit. */
export async function readBody(request: Request, maxBytes = BODY_MAX_BYTES): Promise<Uint8Array> {
  if (announcedBytes(request, maxBytes) !== null) return await readWhole(request, maxBytes)
  if (request.body === null) return new Uint8Array()
  const parts: Uint8Array[] = []
  let size = 0
  const reader = request.body.getReader()
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new Refusal('malformed_request', { detail: 'the body broke off' })
    })
    if (done) break
    size += value.byteLength
    if (size > maxBytes) {
      await reader.cancel().catch(() => {})
      throw new Refusal('body_too_large')
    }
    parts.push(value)
  }
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts, size)
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal('malformed_json')
  }
}

/** A body whose length is announced: no more than that is ever taken from the wire. */
async function readWhole(request: Request, maxBytes: number): Promise<Uint8Array> {
  const bytes = await request.arrayBuffer().catch(() => {
    throw new Refusal('malformed_request', { detail: 'the body broke off' })
  })
  // Where there is no wire, as in a test, the header may say anything.
  if (bytes.byteLength > maxBytes) throw new Refusal('body_too_large')
  return new Uint8Array(bytes)
}

/** The media type without its parameters, in lower case. */
export function mediaTypeOf(request: Request): string {
  return (request.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}
