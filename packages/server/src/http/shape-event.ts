import {
  ANSWER_ACTIONS,
  type Event,
  FLAG_REASONS,
  MESSAGE_KINDS,
  SENDERS,
  type WeeklyHours,
} from '@alacrity/engine'
import { z } from 'zod'

// What answers look like, for the reference and for the tests, which hold every answer against it.

/** Milliseconds since 1970. */
export const MS = z.int().meta({ description: 'Milliseconds since 1970-01-01T00:00Z.' })
/** RFC 3339 in UTC. */
export const TIME = z.iso.datetime()
export const TEXT = z.string()

const INTERVALS = z.exactOptional(z.array(z.tuple([TEXT, TEXT])))
export const WEEKLY: z.ZodType<WeeklyHours> = z.strictObject({
  mon: INTERVALS,
  tue: INTERVALS,
  wed: INTERVALS,
  thu: INTERVALS,
  fri: INTERVALS,
  sat: INTERVALS,
  sun: INTERVALS,
})

const named = { id: TEXT, source: TEXT, seq: z.number().nullable(), at: MS }
const ofMember = { ...named, member: TEXT }
const inConversation = { ...ofMember, conversation: TEXT }
const typed = <T extends Event['type']>(type: T) => ({ type: z.literal(type) })

/** A stored event [EV4]. */
export const EVENT: z.ZodType<Event> = z.discriminatedUnion('type', [
  z.strictObject({
    ...typed('message'),
    ...inConversation,
    from: z.enum(SENDERS),
    client: TEXT.nullable(),
    kind: z.enum(MESSAGE_KINDS),
    automated: z.boolean(),
  }),
  z.strictObject({ ...typed('answer'), ...inConversation, action: z.enum(ANSWER_ACTIONS) }),
  z.strictObject({ ...typed('withdrawal'), ...inConversation, message: TEXT }),
  z.strictObject({ ...typed('closure'), ...inConversation, by: z.enum(SENDERS) }),
  z.strictObject({ ...typed('release'), ...inConversation, by: z.enum(['client', 'member']) }),
  z.strictObject({ ...typed('flag'), ...inConversation, reason: z.enum(FLAG_REASONS) }),
  z.strictObject({
    ...typed('ruling'),
    ...ofMember,
    conversation: TEXT.nullable(),
    turn: TEXT.nullable(),
    excused: z.boolean(),
    reason: TEXT.nullable(),
  }),
  z.strictObject({ ...typed('away'), ...ofMember, from: MS, until: MS }),
  z.strictObject({ ...typed('hours'), ...ofMember, weekly: WEEKLY, zone: TEXT, valid_from: MS }),
  z.strictObject({ ...typed('outage'), ...named, from: MS, until: MS }),
  z.strictObject({
    ...typed('erasure'),
    ...named,
    member: TEXT.nullable(),
    client: TEXT.nullable(),
  }),
])
