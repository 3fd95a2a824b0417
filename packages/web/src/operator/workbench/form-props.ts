import type { PolicyDocument } from '@alacrity/sdk'
import type { LookedOver } from './use-lint.ts'

/** What every part of the form works on. */
export type FormProps = {
  readonly document: PolicyDocument
  readonly found: LookedOver
  readonly set: (path: string, value: unknown) => void
}
