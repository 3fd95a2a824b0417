// What reading events takes, for a thread that should begin before everything else has been loaded.
export { compareBytes } from './base/bytes.ts'
export { parseInstant } from './base/instant.ts'
export {
  DEFAULT_SOURCE,
  MESSAGE_KINDS,
  qualifiedId,
  SENDERS,
} from './event/event.ts'
export { compareEvents, sameContent } from './event/order.ts'
export { EVENT_FIELDS, parseEvent, TEXT_FIELDS } from './event/parse.ts'
