/** The normalised columns; a file may have them in any order. */
export const NORMALISED = [
  'conversation_id',
  'client_id',
  'member_id',
  'sender_role',
  'sent_at',
] as const
export type NormalisedColumn = (typeof NORMALISED)[number]
