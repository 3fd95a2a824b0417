import type { Ms } from '../src/database.ts'

/** Something that somebody of the sample will do. */
export type Plan =
  | { readonly kind: 'open'; readonly at: Ms; readonly freelancer: string }
  | {
      readonly kind: 'reply' | 'auto_reply' | 'go_on' | 'thank' | 'add' | 'chase'
      readonly at: Ms
      readonly conversation: string
    }

const nameOf = (plan: Plan) => (plan.kind === 'open' ? plan.freelancer : plan.conversation)

function isBefore(a: Plan, b: Plan): boolean {
  if (a.at !== b.at) return a.at < b.at
  return `${nameOf(a)} ${a.kind}` < `${nameOf(b)} ${b.kind}`
}

/** What is planned, the earliest first; of the same instant always in the same order. */
export class Plans {
  readonly #plans: Plan[] = []

  get nextAt(): Ms | null {
    return this.#plans[0]?.at ?? null
  }

  add(plan: Plan): void {
    let low = 0
    let high = this.#plans.length
    while (low < high) {
      const middle = (low + high) >> 1
      const found = this.#plans[middle]
      if (found !== undefined && isBefore(found, plan)) low = middle + 1
      else high = middle
    }
    this.#plans.splice(low, 0, plan)
  }

  take(): Plan | null {
    return this.#plans.shift() ?? null
  }
}
