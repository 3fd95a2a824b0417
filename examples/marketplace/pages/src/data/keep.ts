/** What this browser keeps for its person. Without storage it lasts as long as the page. */
export function kept<T>(name: string, otherwise: T): T {
  try {
    const text = localStorage.getItem(`harbour ${name}`)
    return text === null ? otherwise : (JSON.parse(text) as T)
  } catch {
    return otherwise
  }
}

/** `undefined` forgets. */
export function keep(name: string, value: unknown): void {
  try {
    if (value === undefined) localStorage.removeItem(`harbour ${name}`)
    else localStorage.setItem(`harbour ${name}`, JSON.stringify(value))
  } catch {
    // It stays on the page.
  }
}
