import type { Fault, Finding } from '@alacrity/engine'
import type { PolicyDocument } from '@alacrity/sdk'
import { useEffect, useRef, useState } from 'react'
import type { Linted } from '../trial/lint-worker.ts'

export type LookedOver = {
  readonly fault: Fault | null
  readonly findings: readonly Finding[]
  /** Whether this is about the document as it is. */
  readonly isFresh: boolean
}

const PAUSE_MS = 150

/** What is unwise or not valid about a document, looked for beside the page. */
export function useLint(document: PolicyDocument): LookedOver {
  const worker = useRef<Worker | null>(null)
  const asked = useRef(0)
  const [linted, setLinted] = useState<Linted>({ id: 0, fault: null, findings: [] })
  const [waiting, setWaiting] = useState(0)
  useEffect(() => {
    const made = new Worker(new URL('../trial/lint-worker.ts', import.meta.url), { type: 'module' })
    made.addEventListener('message', ({ data }: MessageEvent<Linted>) => {
      if (data.id === asked.current) setLinted(data)
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
  return { ...linted, isFresh: linted.id === waiting && waiting > 0 }
}
