import { useState } from 'react'
import { keep, kept } from './keep.ts'
import { person } from './session.ts'

/** What somebody is typing in one place, kept in this browser until it is sent. */
export function useDraft(place: string): readonly [string, (text: string) => void] {
  const name = `draft ${person()?.id ?? ''} ${place}`
  const [draft, setDraft] = useState(() => kept(name, ''))
  const write = (text: string): void => {
    setDraft(text)
    keep(name, text === '' ? undefined : text)
  }
  return [draft, write]
}
