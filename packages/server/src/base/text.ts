import { Refusal } from './errors.ts'

const decoder = new TextDecoder('utf-8', { fatal: true })

/** UTF-8, strictly: a replacement character would quietly make another id of an id. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw new Refusal('malformed_json', { detail: 'the body is not UTF-8' })
  }
}
