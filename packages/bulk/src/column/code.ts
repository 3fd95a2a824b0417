import { MESSAGE_KINDS, SENDERS } from '@alacrity/engine/reading'

/**
 * What a message says besides ids and time, in one byte: bits 0–1 the index of `from` in SENDERS, bits
 * 2–4 the index of `kind` in MESSAGE_KINDS, bit 5 `automated`, bits 6–7 whose client it names.
 */
export const FROM_BITS = 3
export const KIND_SHIFT = 2
export const KIND_BITS = 7
export const AUTOMATED = 32

/** Whose client: neither bit for that of the conversation's first message. */
export const CLIENT_NONE = 64
/** Another one, in the segment's `others`. */
export const CLIENT_OTHER = 128
export const CLIENT_BITS = 192

export const FROM_CLIENT: number = SENDERS.indexOf('client')
export const FROM_MEMBER: number = SENDERS.indexOf('member')
export const FROM_SYSTEM: number = SENDERS.indexOf('system')
export const ACKNOWLEDGEMENT: number = MESSAGE_KINDS.indexOf('acknowledgement')
