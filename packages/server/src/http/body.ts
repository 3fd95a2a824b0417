import { Refusal } from '../base/errors.ts'

const BODY_MAX_BYTES = 1_048_576

/** The whole body, refused as soon as it is known to be longer than the limit. */
export async function readBody(request: Request, maxBytes = BODY_MAX_BYTES): Promise<Uint8Array> {
  const announced = Number(request.headers.get('content-length') ?? 0)
  if (announced > maxBytes) throw new Refusal('body_too_large')
  if (request.body === null) return new Uint8Array()
  const parts: Uint8Array[] = []
  let length = 0
  const reader = request.body.getReader()
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new Refusal('malformed_request', { detail: 'the body broke off' })
    })
    if (done) break
    length += value.byteLength
    if (length > maxBytes) {
      await reader.cancel().catch(() => {})
      throw new Refusal('body_too_large')
    }
    parts.push(value)
  }
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts, length)
}

/** UTF-8, strictly: a replacement character would quietly make another id of an id. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Refusal('malformed_json', { detail: 'the body is not UTF-8' })
  }
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal('malformed_json')
  }
}

/** The media type without its parameters, in lower case. */
export function mediaTypeOf(request: Request): string {
  return (request.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}
