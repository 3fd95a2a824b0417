import type { PolicyDocument } from '@alacrity/sdk'
import { useMemo, useRef, useState } from 'react'
import { useDraft } from '../../ui/use-draft.ts'
import { withValue } from './document.ts'

export type DraftPolicy = {
  readonly document: PolicyDocument
  /** The draft as JSON: what was typed while it is typed, else the document. */
  readonly json: string
  /** Why what was typed is not JSON; null: it is. */
  readonly badJson: string | null
} & Acts

type Acts = {
  /** The document as it was last written, which what is shown may still be on its way to. */
  readonly newest: () => PolicyDocument
  readonly set: (path: string, value: unknown) => void
  readonly type: (json: string) => void
  readonly replace: (document: PolicyDocument) => void
}

const written = (document: PolicyDocument): string => JSON.stringify(document, null, 2)

/** The policy that is being written, by form and as JSON in step; kept for this tab until it is published. */
export function useDraftPolicy(first: PolicyDocument): DraftPolicy {
  const [kept, keep] = useDraft('policy')
  const [state, setState] = useState(() => stateOf(kept === '' ? written(first) : kept, first))
  const last = useRef(state)
  const acts = useMemo((): Acts => {
    const become = (next: State): void => {
      last.current = next
      setState(next)
      keep(next.json)
    }
    const newest = () => last.current.document
    const replace = (document: PolicyDocument) =>
      become({ document, json: written(document), badJson: null })
    return {
      newest,
      replace,
      set: (path, value) => replace(withValue(newest(), path, value)),
      type: (json) => become(stateOf(json, newest())),
    }
  }, [keep])
  return useMemo(() => ({ ...state, ...acts }), [state, acts])
}

type State = Pick<DraftPolicy, 'document' | 'json' | 'badJson'>

function stateOf(json: string, before: PolicyDocument): State {
  try {
    const document: unknown = JSON.parse(json)
    const isObject = typeof document === 'object' && document !== null && !Array.isArray(document)
    if (!isObject) return { document: before, json, badJson: '{ … }' }
    return { document: document as PolicyDocument, json, badJson: null }
  } catch (error) {
    return { document: before, json, badJson: error instanceof Error ? error.message : '' }
  }
}
