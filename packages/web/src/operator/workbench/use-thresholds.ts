import { parsePolicy, type Policy } from '@alacrity/engine'
import { startTransition, useCallback, useMemo, useOptimistic } from 'react'
import { focusOf } from '../trial/limit.ts'
import { type Side, type Thresholds, thresholdsIn, withThreshold } from './thresholds.ts'
import type { DraftPolicy } from './use-draft-policy.ts'
import type { TrialState } from './use-trial.ts'

type Draggable = {
  readonly thresholds: Thresholds
  readonly move: (side: Side, hundredths: number) => void
}

type Of = {
  readonly draft: DraftPolicy
  readonly policy: Policy | null
  readonly ask: TrialState['ask']
}

/**
 * The thresholds, ahead of the form: a dragged line is drawn, and asked about, at once, and the form follows as
 * soon as there is time.
 */
export function useThresholds({ draft, policy, ask }: Of): Draggable {
  const own = useMemo(() => thresholdsIn(policy), [policy])
  const [thresholds, setAhead] = useOptimistic(own)
  const move = useCallback(
    (side: Side, hundredths: number) => {
      if (policy === null) return
      const next = withThreshold(draft.newest(), { focus: focusOf(policy), side, hundredths })
      ask('draft', next)
      startTransition(() => {
        const parsed = parsePolicy(next)
        if (parsed.ok) setAhead(thresholdsIn(parsed.policy))
        draft.replace(next)
      })
    },
    [draft, policy, ask, setAhead],
  )
  return { thresholds, move }
}
