import { oldestThatCounts } from '../assess/window.ts'
import type { Ms } from '../base/instant.ts'
import type { Past } from '../member/history.ts'
import type { Policy } from '../policy/policy.ts'
import { lastContacts } from '../turn/contact.ts'
import {
  compareTurns,
  type MemberTurns,
  type RareFacts,
  tableOf,
  type TurnsOfMember,
} from '../turn/table.ts'
import { REPLY_KINDS, type Turn } from '../turn/turn.ts'

/** What is tried: by turn id when it is answered by text, which are left out, and turns that come on top. */
export type Supposition = {
  readonly replies?: ReadonlyMap<string, Ms>
  readonly without?: ReadonlySet<string>
  /** Each of a client of its own. */
  readonly further?: readonly Turn[]
}

/**
 * One member's turns as of an instant, under one supposition after the other, for assessments as of that
 * instant or later. The turns that can count are put into columns once; a supposition copies columns and changes what it is about, so that hundreds can be tried.
 */
export class Trial {
  /** As of the instant, oldest first. */
  readonly turns: readonly Turn[]
  readonly #past: Past
  readonly #isSilent: boolean
  readonly #table: TurnsOfMember
  readonly #rows: ReadonlyMap<string, number>
  readonly #answeredToo: ReadonlyMap<string, readonly Turn[]>

  constructor(past: Past, policy: Policy, asOf: Ms) {
    this.#past = past
    this.#isSilent = policy.turns.silence !== null
    this.turns = past.turns(asOf).toSorted(compareTurns)
    const since = oldestThatCounts(policy, asOf)
    this.#table = tableOf(this.turns.filter(({ opened_at: at }) => at > since))
    this.#rows = new Map(this.#table.turns.map(({ turn }, row) => [turn, row]))
    this.#answeredToo = answeredToo(this.turns)
  }

  /** How many turns a supposition is about. */
  get size(): number {
    return this.#table.turns.length
  }

  /** The turns as they would be; good until the engine is given others. */
  with(supposition: Supposition): MemberTurns {
    if (this.#isSilent) {
      const turns = this.#listed(supposition)
      return tableOf(turns, lastContacts(turns, this.#past.events))
    }
    const { replies, without, further = [] } = supposition
    const order = this.#order(without, further)
    const table = this.#copy(order, further)
    if (replies === undefined) return table
    const { repliedAt, repliedWith } = table.columns
    for (const [turn, at] of replies) {
      const row = this.#rowOf(turn, order)
      if (row < 0) continue
      repliedAt[row] = at
      repliedWith[row] = REPLY_KINDS.indexOf('message')
    }
    const too = this.#repliedToo(replies)
    if (too.length === 0) return table
    const rare = new Map(table.rare)
    for (const turn of too) {
      const row = this.#rowOf(turn.turn, order)
      if (row >= 0) rare.set(row, turn)
    }
    return { ...table, rare }
  }

  /** Where a known turn is in an order, or less than 0: it cannot count, or is left out. */
  #rowOf(turn: string, order: Int32Array): number {
    const from = this.#rows.get(turn)
    return from === undefined ? -1 : order.indexOf(from)
  }

  /** What else the replies answer, as it would be with them. */
  #repliedToo(replies: ReadonlyMap<string, Ms>): readonly Turn[] {
    return [...replies].flatMap(([waiting, at]) =>
      (this.#answeredToo.get(waiting) ?? []).map((turn) => ({
        ...turn,
        later_replies: { ...turn.later_replies, message: at },
      })),
    )
  }

  /** For each row the one it comes from, or less than 0: a further turn, the first is −1. */
  #order(without: Supposition['without'], further: readonly Turn[]): Int32Array {
    const added = further
      .map((turn, index) => ({ turn, from: -1 - index }))
      .sort((a, b) => compareTurns(a.turn, b.turn))
    const { turns } = this.#table
    const order = new Int32Array(turns.length + added.length)
    let size = 0
    let next = 0
    turns.forEach((turn, row) => {
      while (next < added.length && isBefore(added[next]?.turn, turn)) {
        order[size] = added[next]?.from ?? 0
        size += 1
        next += 1
      }
      if (without?.has(turn.turn) === true) return
      order[size] = row
      size += 1
    })
    for (; next < added.length; next += 1) {
      order[size] = added[next]?.from ?? 0
      size += 1
    }
    return order.subarray(0, size)
  }

  #copy(order: Int32Array, further: readonly Turn[]): MemberTurns {
    const known = this.#table
    const added = tableOf(further).columns
    const rare = known.rare === null ? null : new Map<number, RareFacts>()
    const columns = columnsFor(order.length)
    order.forEach((from, row) => {
      const source = from < 0 ? added : known.columns
      const at = from < 0 ? -1 - from : from
      columns.openedAt[row] = source.openedAt[at] as number
      columns.repliedAt[row] = source.repliedAt[at] as number
      columns.autoRepliedAt[row] = source.autoRepliedAt?.[at] ?? Number.NaN
      columns.repliedWith[row] = source.repliedWith[at] as number
      columns.kind[row] = source.kind[at] as number
      columns.ordinal[row] = source.ordinal[at] as number
      columns.byMember[row] = source.byMember[at] as number
      columns.client[row] = from < 0 ? known.clients + at : (source.client[at] as number)
      const facts = from < 0 ? undefined : known.rare?.get(from)
      if (facts !== undefined) rare?.set(row, facts)
    })
    return {
      columns,
      from: 0,
      to: order.length,
      clients: known.clients + further.length,
      clientName: (client) => further[client - known.clients]?.client ?? known.clientName(client),
      rare,
      lastContactAt: null,
    }
  }

  #listed({ replies = new Map(), without, further = [] }: Supposition): readonly Turn[] {
    const too = new Map(this.#repliedToo(replies).map((turn) => [turn.turn, turn]))
    const turns = this.turns.flatMap((turn) => {
      if (without?.has(turn.turn) === true) return []
      const at = replies.get(turn.turn)
      return at === undefined ? [too.get(turn.turn) ?? turn] : [answeredAt(turn, at)]
    })
    return [...turns, ...further]
  }
}

function isBefore(added: Turn | undefined, turn: Turn): boolean {
  return added !== undefined && compareTurns(added, turn) < 0
}

/**
 * By turn that waits, those of its conversation that had no text since they were replied to: one text answers
 * them all where the policy does not count what they were replied with [TN3].
 */
function answeredToo(turns: readonly Turn[]): ReadonlyMap<string, readonly Turn[]> {
  const waiting = new Map(turns.filter(isWaiting).map((turn) => [turn.conversation, turn.turn]))
  const too = new Map<string, Turn[]>()
  for (const turn of turns) {
    const key = waiting.get(turn.conversation)
    if (key === undefined || turn.replied_with === null || hadText(turn)) continue
    const known = too.get(key)
    if (known === undefined) too.set(key, [turn])
    else known.push(turn)
  }
  return too
}

function hadText({ replied_with: how, later_replies: later }: Turn): boolean {
  return how === 'message' || later?.message !== undefined
}

/** Whether a reply can still be given. */
export function isWaiting(turn: Turn): boolean {
  return turn.replied_at === null && turn.ended_at === null
}

/** The turn as it would be with a reply by text at an instant. */
export function answeredAt(turn: Turn, at: Ms): Turn {
  return { ...turn, replied_at: at, replied_with: 'message' }
}

function columnsFor(size: number) {
  return {
    openedAt: new Float64Array(size),
    repliedAt: new Float64Array(size),
    repliedWith: new Uint8Array(size),
    kind: new Uint8Array(size),
    ordinal: new Uint32Array(size),
    byMember: new Uint8Array(size),
    client: new Uint32Array(size),
    autoRepliedAt: new Float64Array(size),
  }
}
