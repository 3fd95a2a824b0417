import type { LabelRecord, PublishInput } from '../../src/index.ts'

export const LINE = 'line'
export const PIECE = 1_000
export const MEMBERS = 3_500

/** An epoch that grants everybody a label; `seen` is called when the record at a place is copied. */
export function epochOf(place: number, seen: () => void): PublishInput {
  const records = Array.from({ length: MEMBERS }, (_, number): LabelRecord => {
    const labels = ['L']
    return {
      member: memberAt(number),
      state: { held: [true], changedAt: [1] },
      get labels() {
        if (number === place) seen()
        return labels
      },
      changes: [{ label: 'L', held: true }],
    }
  })
  const at = { epoch: 1, epoch_at: 1_000, published_at: 1_000 }
  return { line: LINE, policy: `${LINE}/1`, note: '', ...at, records, deliveries: [] }
}

export const memberAt = (number: number): string => `m${String(number).padStart(5, '0')}`
