import { useSyncExternalStore } from 'react'
import type { Signal } from '../data/signal.ts'

export function useSignal<T>({ watch, get }: Signal<T>): T {
  return useSyncExternalStore(watch, get)
}
