import type { PolicyDocument } from '@alacrity/sdk'
import { startTransition, useEffect, useMemo, useRef, useState } from 'react'
import type { Linted } from '../trial/lint-worker.ts'
import type { Found } from './Findings.tsx'

export type LookedOver = {
  /** What was found last. */
  readonly found: Found
  /** Whether this is about the document as it is. */
  readonly isFresh: boolean
}

/** Looking it over takes as long as half a second: not while a line is being dragged. */
const PAUSE_MS = 400
const NOTHING: Linted = { id: 0, fault: null, findings: [] }

/** What is unwise or not valid about a document, looked for beside the page. */
export function useLint(document: PolicyDocument): LookedOver {
  const worker = useRef<Worker | null>(null)
  const asked = useRef(0)
  const [found, setFound] = useState(NOTHING)
  const [waiting, setWaiting] = useState(0)
  useEffect(() => {
    const made = new Worker(new URL('../trial/lint-worker.ts', import.meta.url), { type: 'module' })
    made.addEventListener('message', ({ data }: MessageEvent<Linted>) => {
      // The form is long: whoever presses a key meanwhile comes first.
      if (data.id === asked.current) startTransition(() => setFound(data))
    })
    worker.current = made
    return () => made.terminate()
  }, [])
  useEffect(() => {
    asked.current += 1
    const id = asked.current
    setWaiting(id)
    const timer = setTimeout(() => worker.current?.postMessage({ id, document }), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [document])
  const isFresh = found.id === waiting && waiting > 0
  return useMemo(() => ({ found, isFresh }), [found, isFresh])
}
