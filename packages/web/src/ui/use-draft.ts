import { useCallback, useState } from 'react'

/** What somebody is typing, kept for this tab: a reload or a new sign-in does not lose it. */
export function useDraft(name: string): readonly [string, (text: string) => void, () => void] {
  const key = `alacrity-draft ${name}`
  const [draft, setDraft] = useState(() => read(key))
  const keep = useCallback(
    (text: string): void => {
      setDraft(text)
      write(key, text)
    },
    [key],
  )
  const forget = useCallback(() => keep(''), [keep])
  return [draft, keep, forget]
}

/** A frame may be denied storage: then a draft lasts as long as its field. */
function read(key: string): string {
  try {
    return sessionStorage.getItem(key) ?? ''
  } catch {
    return ''
  }
}

function write(key: string, text: string): void {
  try {
    if (text === '') sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, text)
  } catch {
    // It stays in the field.
  }
}
