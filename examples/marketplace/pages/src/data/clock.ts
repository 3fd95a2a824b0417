import { useSyncExternalStore } from 'react'
import { call } from './call.ts'
import { signal } from './signal.ts'
import { follow } from './stream.ts'

/** What `/demo/clock` says. */
export type Clock = {
  readonly now: number
  readonly speed: number
  readonly paused: boolean
  readonly next_epoch: number
  readonly epoch_every: string
}
type Reading = Clock & { readonly localMs: number }

/** The demonstration's clock as it was last told; null before. */
export const clock = signal<Reading | null>(null)

/** A stream that broke off must not let the time run on for ever. */
const RUN_ON_MS = 1_500
const TICK_MS = 250

/** The demonstration's time at the last tick: however fast it runs, whoever is drawn between two ticks reads the same. */
const ticked = signal<number | null>(null)

function tick(): void {
  const reading = clock.get()
  ticked.set(reading === null ? null : timeOf(reading))
}

function take(state: Clock): void {
  clock.set({ ...state, localMs: performance.now() })
  tick()
}

export function startClock(): void {
  follow('/demo/clock/live', { events: { clock: (state) => take(state as Clock) } })
  setInterval(tick, TICK_MS)
}

type Wish = { readonly speed?: number; readonly paused?: boolean; readonly jump?: 'epoch' }

/** Sets the clock. A jump resolves when the labels of the next epoch are published. */
export async function setClock(wish: Wish): Promise<Clock> {
  const state = await call<Clock>('POST', '/demo/clock', wish)
  take(state)
  return state
}

/** The demonstration's time between two readings. */
function timeOf({ now, speed, paused, localMs }: Reading): number {
  const passed = Math.min(RUN_ON_MS, performance.now() - localMs)
  return paused ? now : now + passed * speed
}

/** The demonstration's time in whole `stepMs`; null before it is known. */
export function useNow(stepMs: number): number | null {
  return useSyncExternalStore(ticked.watch, () => {
    const now = ticked.get()
    return now === null ? null : Math.floor(now / stepMs) * stepMs
  })
}
