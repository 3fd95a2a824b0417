import { type Fault, type Finding, lintPolicy, parsePolicy } from '@alacrity/engine'

export type Linted = {
  readonly id: number
  readonly fault: Fault | null
  readonly findings: readonly Finding[]
}

addEventListener(
  'message',
  ({ data }: MessageEvent<{ readonly id: number; readonly document: unknown }>) => {
    const parsed = parsePolicy(data.document)
    const answer: Linted = parsed.ok
      ? { id: data.id, fault: null, findings: lintPolicy(parsed.policy) }
      : { id: data.id, fault: parsed.fault, findings: [] }
    postMessage(answer)
  },
)
