import { signal } from '../data/signal.ts'

/** A short word on what has just been done. */
export type Said = {
  readonly kind: 'good' | 'bad'
  readonly title: string
  readonly about?: string
}

/** What was said last; `null` once it has been seen. */
export const said = signal<Said | null>(null)

export const say = (what: Said): void => said.set(what)
