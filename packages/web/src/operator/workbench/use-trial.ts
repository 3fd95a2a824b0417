import type { PolicyDocument } from '@alacrity/sdk'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { service } from '../../data/service.ts'
import type {
  Consequences,
  CrowdSize,
  Exchange,
  FromWorker,
  SideName,
  ToWorker,
} from '../trial/message.ts'

export type TrialState = {
  /** Null: the history is still being read. */
  readonly size: CrowdSize | null
  readonly draft: Consequences | null
  readonly other: Consequences | null
  readonly exchange: Exchange | null
  readonly columns: UseQueryResult<ArrayBuffer>
  /** Asks at once, without waiting for the page to be drawn with it. */
  readonly ask: (side: SideName, document: PolicyDocument) => void
}

type Known = Pick<TrialState, 'size' | 'draft' | 'other' | 'exchange'>

const NOTHING: Known = { size: null, draft: null, other: null, exchange: null }

/** Tries the draft and what it is compared with on the stored history, beside the page. */
export function useTrial(): TrialState {
  const worker = useRef<Worker | null>(null)
  const asked = useRef<Partial<Record<SideName, PolicyDocument>>>({})
  const [known, setKnown] = useState(NOTHING)
  const columns = useQuery({
    queryKey: ['turn-columns'],
    queryFn: ({ signal }) => service().operator.policies.columns({}, { signal }),
    // It is megabytes, and what was is: a reload asks for what has come since.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  })
  useEffect(() => {
    const made = new Worker(new URL('../trial/worker.ts', import.meta.url), { type: 'module' })
    made.addEventListener('message', ({ data }: MessageEvent<FromWorker>) =>
      // An answer does not wait until the form has followed a dragged line.
      flushSync(() =>
        setKnown((before) =>
          data.kind === 'ready'
            ? { ...before, size: data.size }
            : { ...before, [data.of.side]: data.of, exchange: data.exchange },
        ),
      ),
    )
    worker.current = made
    asked.current = {}
    return () => made.terminate()
  }, [])
  const ask = useCallback((side: SideName, document: PolicyDocument) => {
    if (asked.current[side] === document) return
    asked.current[side] = document
    worker.current?.postMessage({ kind: 'try', side, document } satisfies ToWorker)
  }, [])
  useEffect(() => {
    if (columns.data === undefined) return
    const message: ToWorker = { kind: 'columns', buffer: columns.data }
    worker.current?.postMessage(message)
  }, [columns.data])
  return useMemo(() => ({ ...known, columns, ask }), [known, columns, ask])
}
