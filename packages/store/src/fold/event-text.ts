import type { Event, MessageEvent } from '@alacrity/engine'

/** A message as parsing leaves it, its fields in their order, with nothing in it that JSON escapes. */
const MESSAGE =
  /^\{"type":"message","id":"([^"\\]+)","source":"([^"\\]+)","seq":(null|-?\d+),"at":(-?\d+),"member":"([^"\\]+)","conversation":"([^"\\]+)","from":"(\w+)","client":(?:null|"([^"\\]+)"),"kind":"(\w+)","automated":(true|false)\}$/

/** The event of a stored text. Nearly all are messages in one form, which takes half as long to read as JSON. */
export function eventOf(text: string): Event {
  const found = MESSAGE.exec(text)
  if (found === null) return JSON.parse(text) as Event
  return {
    type: 'message',
    id: found[1] ?? '',
    source: found[2] ?? '',
    seq: found[3] === 'null' ? null : Number(found[3]),
    at: Number(found[4]),
    member: found[5] ?? '',
    conversation: found[6] ?? '',
    from: found[7] as MessageEvent['from'],
    client: found[8] ?? null,
    kind: found[9] as MessageEvent['kind'],
    automated: found[10] === 'true',
  }
}
