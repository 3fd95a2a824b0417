/** Tells who is watching that a member's numbers may have changed. Holds nothing and promises nothing. */
export class Changes {
  readonly #watchers = new Map<string, Set<() => void>>()

  get watching(): number {
    let count = 0
    for (const watchers of this.#watchers.values()) count += watchers.size
    return count
  }

  watchingOf(member: string): number {
    return this.#watchers.get(member)?.size ?? 0
  }

  watch(member: string, told: () => void): () => void {
    const watchers = this.#watchers.get(member) ?? new Set()
    this.#watchers.set(member, watchers.add(told))
    return () => {
      watchers.delete(told)
      if (watchers.size === 0 && this.#watchers.get(member) === watchers) {
        this.#watchers.delete(member)
      }
    }
  }

  tell(members: Iterable<string>): void {
    if (this.#watchers.size === 0) return
    for (const member of new Set(members)) {
      for (const told of this.#watchers.get(member) ?? []) told()
    }
  }

  tellEveryone(): void {
    this.tell(this.#watchers.keys())
  }
}
