import { useSyncExternalStore } from 'react'
import { onTick, serviceNow } from '../data/service-clock.ts'

const SECOND = 1_000
const second = () => Math.floor(serviceNow() / SECOND) * SECOND

/** The service's time, to the second; whoever uses it is drawn again as it runs. */
export function useNow(): number {
  return useSyncExternalStore(onTick, second)
}
