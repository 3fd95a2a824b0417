import { MemberHistory, type Past, pastOfTurns, type Policy } from '@alacrity/engine'
import type { Turns } from '@alacrity/store'

/**
 * What a member is shown is made of: their turns, which lie together, wherever they say all that the policy
 * asks; else their events, which lie anywhere in the log. Whoever has no event yet has an empty past: a member
 * is shown their own page from the start.
 */
export async function pastOf(
  turns: Pick<Turns, 'kept' | 'history'>,
  member: string,
  policy: Policy,
): Promise<Past> {
  const kept = await turns.kept(member)
  if (kept !== null && kept.any_instant && policy.turns.silence === null) {
    return pastOfTurns(member, kept)
  }
  const history = kept === null ? null : await turns.history(member)
  return history ?? new MemberHistory(member, [])
}
