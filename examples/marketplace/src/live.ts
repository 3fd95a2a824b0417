import type { LiveEvent } from './shapes.ts'

type Told = (event: LiveEvent) => void

/** Tells open pages that there is something new, not what: what is new is read where it is protected. */
export class Live {
  readonly #watchers = new Map<string, Set<Told>>()
  readonly #listeners: Told[] = []

  /** `person`: who watches; null for a page that nobody is signed in on. Returns how to stop. */
  watch(person: string | null, told: Told): () => void {
    const name = person ?? ''
    const watchers = this.#watchers.get(name) ?? new Set()
    this.#watchers.set(name, watchers.add(told))
    return () => {
      watchers.delete(told)
      if (watchers.size === 0) this.#watchers.delete(name)
    }
  }

  /** Hears all that anybody is told. */
  overhear(told: Told): void {
    this.#listeners.push(told)
  }

  tell(people: readonly string[], event: LiveEvent): void {
    for (const told of this.#listeners) told(event)
    for (const person of people) for (const told of this.#watchers.get(person) ?? []) told(event)
  }

  tellEveryone(event: LiveEvent): void {
    this.tell([...this.#watchers.keys()], event)
  }
}
