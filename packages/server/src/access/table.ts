import type { Principal } from './principal.ts'

/**
 * What a kind of principal reaches of a route: all of it, only what is about themselves, or nothing.
 * A route about no member in particular has no `own`.
 */
export type Reach = 'all' | 'own' | 'nothing'

/** The row of a route. Every kind of principal is named: what is forgotten does not compile [DS7]. */
export type AccessRow = Readonly<Record<Principal['kind'], Reach>>

const NOBODY: AccessRow = {
  anonymous: 'nothing',
  client: 'nothing',
  member: 'nothing',
  operator: 'nothing',
  ingest: 'nothing',
  embed: 'nothing',
}

/** The few rows there are. A new route chooses one of them, or says why it needs another. */
export const ROWS = {
  /** Published labels and the service's own papers. An embed token can call nothing but its view. */
  everyone: {
    anonymous: 'all',
    client: 'all',
    member: 'all',
    operator: 'all',
    ingest: 'all',
    embed: 'nothing',
  },
  senders: { ...NOBODY, ingest: 'all', operator: 'all' },
  operators: { ...NOBODY, operator: 'all' },
  /** A member's own score page: the member, and a page that embeds it. */
  ownScore: { ...NOBODY, member: 'own', embed: 'own' },
  own: { ...NOBODY, member: 'own' },
} as const satisfies Record<string, AccessRow>

export type Decision = 'allowed' | 'unauthenticated' | 'hidden'

/**
 * Whether a principal reaches a route about a member, or about none (null) [DS7]. Who is signed in and
 * may not is told what they would be told if there were nothing: `hidden`.
 */
export function decide(row: AccessRow, principal: Principal, member: string | null): Decision {
  const reach = row[principal.kind]
  if (reach === 'all') return 'allowed'
  if (reach === 'own' && member !== null && selfOf(principal) === member) return 'allowed'
  return principal.kind === 'anonymous' ? 'unauthenticated' : 'hidden'
}

function selfOf(principal: Principal): string | null {
  return principal.kind === 'member' || principal.kind === 'embed' ? principal.member : null
}
