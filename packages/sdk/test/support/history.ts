import type { NewMessage } from '../../src/index.ts'

const DAY = 86_400_000

/** A member with so many clients, who each ask once, a day apart, and are answered after so long. */
export function regular(
  member: string,
  { clients, tookMs, until }: { clients: number; tookMs: number; until: number },
): readonly NewMessage[] {
  return Array.from({ length: clients }, (_, index): readonly NewMessage[] => {
    const client = `client-${index}`
    const conversation = `${member}-${client}`
    const at = until - (clients - index) * DAY
    const common = { type: 'message', member, conversation } as const
    return [
      { ...common, id: `${conversation}-q`, at, from: 'client', client },
      { ...common, id: `${conversation}-a`, at: new Date(at + tookMs), from: 'member' },
    ]
  }).flat()
}
