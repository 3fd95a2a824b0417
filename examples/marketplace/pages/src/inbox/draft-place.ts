import { signal } from '../data/signal.ts'

/** A text that goes back from what was sent to what is being written; null once it is there. */
export const backToDraft = signal<{ readonly conversation: string; readonly text: string } | null>(
  null,
)
