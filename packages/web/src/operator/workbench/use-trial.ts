import type { PolicyDocument } from '@alacrity/sdk'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { service } from '../../data/service.ts'
import type { Consequences, CrowdSize, Exchange, FromWorker, SideName } from '../trial/message.ts'

export type TrialState = {
  /** Null: the history is still being read. */
  readonly size: CrowdSize | null
  readonly draft: Consequences | null
  readonly other: Consequences | null
  readonly exchange: Exchange | null
  readonly columns: UseQueryResult<ArrayBuffer>
}

export type Tried = { readonly document: PolicyDocument; readonly withinMs: number }

/** Tries the draft and what it is compared with on the stored history, beside the page. */
export function useTrial(draft: Tried, other: Tried): TrialState {
  const worker = useRef<Worker | null>(null)
  const [size, setSize] = useState<CrowdSize | null>(null)
  const [sides, setSides] = useState<Partial<Record<SideName, Consequences>>>({})
  const [exchange, setExchange] = useState<Exchange | null>(null)
  const columns = useQuery({
    queryKey: ['turn-columns'],
    queryFn: ({ signal }) => service().operator.policies.columns({}, { signal }),
    // It is megabytes, and what was is: a reload asks for what has come since.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  })
  useEffect(() => {
    const made = new Worker(new URL('../trial/worker.ts', import.meta.url), { type: 'module' })
    made.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
      if (data.kind === 'ready') {
        setSize(data.size)
        return
      }
      setSides((before) => ({ ...before, [data.of.side]: data.of }))
      setExchange(data.exchange)
    })
    worker.current = made
    return () => made.terminate()
  }, [])
  useEffect(() => {
    if (columns.data !== undefined) {
      worker.current?.postMessage({ kind: 'columns', buffer: columns.data })
    }
  }, [columns.data])
  useAsk(worker, 'draft', draft)
  useAsk(worker, 'other', other)
  return { size, draft: sides.draft ?? null, other: sides.other ?? null, exchange, columns }
}

function useAsk(
  worker: { readonly current: Worker | null },
  side: SideName,
  { document, withinMs }: Tried,
): void {
  const id = useRef(0)
  useEffect(() => {
    id.current += 1
    worker.current?.postMessage({ kind: 'try', side, id: id.current, document, withinMs })
  }, [worker, side, document, withinMs])
}
