import { useSyncExternalStore } from 'react'
import { onTick, tickedNow } from '../data/service-clock.ts'

/** The service's time, to the second; whoever uses it is drawn again as it runs. */
export function useNow(): number {
  return useSyncExternalStore(onTick, tickedNow)
}
