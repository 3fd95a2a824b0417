/** A history in the making, and what its makers share. */
import type { Random } from './random.ts'
import type { WireEvent } from './types.ts'

/** What the parts of a history share while it is being made. */
export type Making = {
  random: Random
  grain: number
  start: number
  end: number
  members: string[]
  clients: string[]
  ambiguous: boolean
  events: WireEvent[]
  /** Qualified ids of the clients' messages, with what a ruling may say of them. */
  openers: { id: string; member: string; conversation: string; at: number }[]
}

export function round(making: Making, at: number): number {
  return Math.round(at / making.grain) * making.grain
}

export function nextName(making: Making): { id: string; source?: string; seq?: number } {
  const { random } = making
  const prefix = random.pick(['a', 'b', 'Z', 'é', '\uffee', '\u{1f600}', '1', '10'])
  const name = { id: `${prefix}${making.events.length}` }
  const source = random.weighted<string | null>([
    [6, null],
    [1, 'default'],
    [1, 'crm'],
    [1, 'mail'],
  ])
  const seq = random.chance(0.25) ? { seq: random.integer(0, 3) } : {}
  return { ...name, ...(source === null ? {} : { source }), ...seq }
}

export function qualified(event: WireEvent): string {
  const source = event['source'] as string | undefined
  const id = event['id'] as string
  return source === undefined || source === 'default' ? id : `${source}/${id}`
}
