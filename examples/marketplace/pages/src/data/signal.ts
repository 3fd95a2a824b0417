import { useSyncExternalStore } from 'react'

/** One value that parts of the page watch. */
export type Signal<T> = {
  readonly get: () => T
  readonly set: (value: T) => void
  readonly watch: (listener: () => void) => () => void
}

export function signal<T>(first: T): Signal<T> {
  let value = first
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return
      value = next
      for (const listener of listeners) listener()
    },
    watch: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export function useSignal<T>({ watch, get }: Signal<T>): T {
  return useSyncExternalStore(watch, get)
}
