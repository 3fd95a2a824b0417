import {
  type Assessor,
  explain,
  type Explanation,
  type Ms,
  type Past,
  SECOND,
} from '@alacrity/engine'

/** So old may a list or a pattern be, where nothing has happened since; a score is always of now. */
const OLD_MS = 5 * SECOND
const KEPT_MAX = 16

type Kept = { readonly at: Ms; readonly key: string; readonly explanation: Explanation }

/**
 * Explanations of the last few members. Whoever scrolls through thousands of turns asks for page after page
 * of one list: it is made once, and again as soon as there is another event.
 */
export class Explained {
  readonly #kept = new Map<string, Kept>()

  of(history: Past, assessor: Assessor, now: Ms): Explanation {
    const explanation = explain(history, assessor, now)
    this.#kept.delete(history.member)
    this.#kept.set(history.member, { at: now, key: keyOf(history, assessor), explanation })
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT_MAX) break
      this.#kept.delete(oldest)
    }
    return explanation
  }

  /** As `of`, or a few seconds older. */
  recent(history: Past, assessor: Assessor, now: Ms): Explanation {
    const kept = this.#kept.get(history.member)
    const age = kept === undefined ? -1 : now - kept.at
    return kept !== undefined && age >= 0 && age <= OLD_MS && kept.key === keyOf(history, assessor)
      ? kept.explanation
      : this.of(history, assessor, now)
  }
}

/** Events are only ever added, but for an erasure, after which there are fewer. */
function keyOf({ known, calendar }: Past, { policy }: Assessor): string {
  const { hours, aways, outages, erasures } = calendar
  const counts = [hours, aways, outages, erasures].map((list) => list.length)
  return [policy.policy, known, ...counts].join(' ')
}
