import type { Ms } from '../base/instant.ts'
import type { CurvePoint } from '../policy/policy.ts'

/**
 * A turn's credit in millionths, rounded half up: flat before the first and after the last point of
 * the curve, linear between [AS3].
 */
export function creditOf(curve: readonly CurvePoint[], elapsed: Ms): number {
  let before = curve[0]
  if (before === undefined) return 0
  if (elapsed <= before.at) return before.hundredths * 100
  for (let i = 1; i < curve.length; i += 1) {
    const point = curve[i] as CurvePoint
    if (elapsed <= point.at) return between(before, point, elapsed)
    before = point
  }
  return before.hundredths * 100
}

/** A hundredth of a percent is 100 millionths. */
function between(a: CurvePoint, b: CurvePoint, elapsed: Ms): number {
  const span = b.at - a.at
  const part = (a.hundredths - b.hundredths) * 100 * (elapsed - a.at)
  // The credit falls, so half up leaves the exact half of what is taken off standing.
  if (2 * part + span <= Number.MAX_SAFE_INTEGER) {
    return a.hundredths * 100 - Math.floor((2 * part + span - 1) / (2 * span))
  }
  const exact = BigInt((a.hundredths - b.hundredths) * 100) * BigInt(elapsed - a.at)
  const off = (2n * exact + BigInt(span) - 1n) / (2n * BigInt(span))
  return a.hundredths * 100 - Number(off)
}
