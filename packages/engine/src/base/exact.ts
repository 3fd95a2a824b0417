/** A share of a whole, exact [AS7]. Not reduced; the denominator is positive. */
export type Fraction = { readonly numerator: bigint; readonly denominator: bigint }

/** One in millionths: credits, client values and weights are counted in these. */
export const MILLION = 1_000_000

/** numerator / denominator of two non-negative integers, rounded half up to an integer. */
function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator)
}

/** The percent people are shown: rounded half up to one decimal, never compared with [AS7]. */
export function shownPercent(value: Fraction): number {
  return Number(divideHalfUp(value.numerator * 1000n, value.denominator)) / 10
}
