import type { Fault, MessageEvent } from '@alacrity/engine'
import { parseEvent } from '@alacrity/engine/reading'
import { TextCells } from '../column/text-cells.ts'
import type { SegmentWriter } from '../column/segment.ts'
import type { NormalisedColumn } from './columns.ts'

/** Which column an event's field came from. */
const COLUMNS: Readonly<Record<string, NormalisedColumn>> = {
  conversation: 'conversation_id',
  client: 'client_id',
  member: 'member_id',
  from: 'sender_role',
  at: 'sent_at',
}

/** Reads one row of the normalised columns by the engine's own rules, and appends its message. */
export class MessageRow {
  readonly #cells: TextCells

  constructor(writer: SegmentWriter) {
    this.#cells = new TextCells(writer)
  }

  /** The row's fault, or null where it was appended. */
  take(fields: Readonly<Record<NormalisedColumn, string>>, line: number): Fault | null {
    const role = fields.sender_role
    if (role !== 'client' && role !== 'member') {
      return {
        field: 'sender_role',
        problem: role === '' ? 'is empty' : `is not known: ${JSON.stringify(role.slice(0, 60))}`,
        remedy: 'use client or member',
      }
    }
    const parsed = parseEvent({
      type: 'message',
      id: String(line),
      seq: line,
      at: instantOf(fields.sent_at),
      member: fields.member_id,
      conversation: fields.conversation_id,
      from: role,
      // A member's message need not say to whom it went.
      client: fields.client_id === '' && role === 'member' ? null : fields.client_id,
    })
    if (!parsed.ok) return { ...parsed.fault, field: COLUMNS[parsed.fault.field] ?? 'row' }
    this.#cells.append(parsed.event as MessageEvent)
    return null
  }
}

/** A cell's instant: integer milliseconds are a number, everything else is read as text. */
export function instantOf(text: string): number | string {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : text
}
