import type { SignedIn } from '../data/session.ts'
import { MemberId } from './use-member.ts'

/** A marketplace's own page shows the score here: nothing can be done on it. */
export function Embed({ who }: { readonly who: SignedIn }) {
  return <MemberId value={who.subject}>{null}</MemberId>
}
