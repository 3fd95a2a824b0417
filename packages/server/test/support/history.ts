const HOUR = 3_600_000
const DAY = 24 * HOUR

export type Sent = Readonly<Record<string, unknown>> & { readonly id: string; readonly at: number }

/** A client writes and is answered after some time; null for never. */
export function exchange(
  of: { readonly member: string; readonly client: string; readonly at: number },
  tookMs: number | null,
): readonly Sent[] {
  const { member, client, at } = of
  const conversation = `${member}-${client}-${at}`
  const common = { type: 'message', member, conversation, client }
  const asked = { ...common, id: `${conversation}-q`, at, from: 'client' }
  if (tookMs === null) return [asked]
  return [asked, { ...common, id: `${conversation}-a`, at: at + tookMs, from: 'member' }]
}

/** A member with so many clients, one exchange each, a day apart, the newest `before` now. */
export function regular(
  member: string,
  { clients, tookMs, until }: { clients: number; tookMs: number | null; until: number },
): readonly Sent[] {
  return Array.from({ length: clients }, (_, index) =>
    exchange({ member, client: `client-${index}`, at: until - (clients - index) * DAY }, tookMs),
  ).flat()
}
