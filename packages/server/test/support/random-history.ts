import type { Draw } from './draw.ts'
import { DAY, HOUR } from './service.ts'

export type WireEvent = Readonly<Record<string, unknown>> & {
  readonly id: string
  readonly at: number
}

const WEEK_HOURS = {
  mon: [['09:00', '17:00']],
  tue: [['22:00', '06:00']],
  fri: [['00:00', '24:00']],
}

/** Members m0, m1, … with conversations of all types of events over the last 100 days. */
export function randomHistory(
  draw: Draw,
  { members, until }: { readonly members: number; readonly until: number },
): readonly WireEvent[] {
  const events: WireEvent[] = []
  const put = (fields: Record<string, unknown> & { at: number }) => {
    events.push({ id: `e${events.length}`, ...fields, at: Math.min(fields.at, until) })
  }
  for (let m = 0; m < members; m += 1) {
    const member = `m${m}`
    const conversations = draw.between(4, 14)
    for (let c = 0; c < conversations; c += 1) {
      addConversation(draw, { member, conversation: `c${c}`, until, put })
    }
    const at = until - draw.between(1, 60) * DAY
    if (draw.chance(0.5))
      put({ type: 'away', member, at, from: at, until: at + draw.between(1, 5) * DAY })
    if (draw.chance(0.4))
      put({ type: 'hours', member, at, weekly: WEEK_HOURS, zone: 'Europe/Berlin' })
  }
  if (draw.chance(0.5))
    put({ type: 'outage', at: until - DAY, from: until - 3 * DAY, until: until - 2 * DAY })
  if (draw.chance(0.5)) put({ type: 'erasure', at: until - 2 * DAY, client: 'k1' })
  return events
}

type Place = {
  readonly member: string
  readonly conversation: string
  readonly until: number
  readonly put: (fields: Record<string, unknown> & { at: number }) => void
}

function addConversation(draw: Draw, { member, conversation, until, put }: Place): void {
  const client = `k${draw.between(0, 8)}`
  let at = until - draw.between(1, 100) * DAY
  const common = { member, conversation }
  for (let n = draw.between(1, 6); n > 0; n -= 1) {
    at += draw.between(0, 30) * HOUR + draw.between(0, 3_599_999)
    put({
      ...common,
      type: 'message',
      from: 'client',
      client,
      at,
      kind: draw.pick(['message', 'inquiry', 'acknowledgement']),
    })
    at += draw.between(0, 50) * HOUR + draw.between(0, 3_599_999)
    const what = draw.between(0, 9)
    if (what < 6)
      put({ ...common, type: 'message', from: 'member', at, automated: draw.chance(0.1) })
    else if (what === 6) put({ ...common, type: 'answer', action: 'accept', at })
    else if (what === 7)
      put({ ...common, type: draw.pick(['closure', 'release']), by: 'client', at })
    else if (what === 8) put({ ...common, type: 'flag', reason: 'spam', at })
  }
  if (draw.chance(0.1)) put({ ...common, type: 'ruling', excused: true, reason: 'flood', at })
}
