import type { Bound } from '../policy/policy.ts'

/**
 * The lower end of the two-sided confidence interval of a share, in doubles [AS6]. `successes` may be
 * a fraction of a unit where the values are credits; `units` are turns or clients.
 * Wilson (1927), and Jeffreys' equal-tailed interval as in Brown, Cai and DasGupta (2001).
 */
function lowerBound(bound: Bound, successes: number, units: number): number {
  const tail = (1 - bound.levelPercent / 100) / 2
  if (bound.kind === 'jeffreys') {
    if (successes <= 0) return 0
    return betaQuantile(tail, { a: successes + 0.5, b: units - successes + 0.5 })
  }
  const z = -normalQuantile(tail)
  const share = successes / units
  const centre = share + (z * z) / (2 * units)
  const margin = z * Math.sqrt((share * (1 - share) + (z * z) / (4 * units)) / units)
  return Math.max(0, (centre - margin) / (1 + (z * z) / units))
}

/** Whether the lower end for a share of so many units is at least (or, strictly, above) a threshold. */
export function isBoundAtLeast(bound: Bound, share: number, asked: Asked): boolean {
  const low = lowerBound(bound, share * asked.units, asked.units) * 10_000
  return asked.strict ? low > asked.hundredths : low >= asked.hundredths
}

export type Asked = {
  readonly units: number
  /** Of a percent. */
  readonly hundredths: number
  readonly strict: boolean
}

/** The share whose lower end just reaches the threshold, to about 1e-9; above 1 where none does. */
export function shareAtBound(bound: Bound, asked: Asked): number {
  if (asked.units <= 0 || !isBoundAtLeast(bound, 1, asked)) return 1 + 1e-9
  let low = 0
  let high = 1
  for (let i = 0; i < 30; i += 1) {
    const middle = (low + high) / 2
    if (isBoundAtLeast(bound, middle, asked)) high = middle
    else low = middle
  }
  return high
}

/** The standard normal quantile by bisection of its distribution: accurate to about 1e-15. */
function normalQuantile(p: number): number {
  return bisect((x) => 0.5 * erfc(-x / Math.SQRT2) < p, -40, 40)
}

type Shape = { readonly a: number; readonly b: number }

function betaQuantile(p: number, shape: Shape): number {
  return bisect((x) => betaDistribution(x, shape) < p, 0, 1)
}

function bisect(isBelow: (x: number) => boolean, from: number, to: number): number {
  let low = from
  let high = to
  for (let i = 0; i < 200; i += 1) {
    const middle = (low + high) / 2
    if (middle === low || middle === high) break
    if (isBelow(middle)) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** The complementary error function: a series near 0, a continued fraction beyond. */
function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x)
  const square = x * x
  if (x < 2.5) {
    let term = x
    let sum = x
    for (let n = 1; n < 200 && Math.abs(term) > 1e-18 * sum; n += 1) {
      term *= (2 * square) / (2 * n + 1)
      sum += term
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * Math.exp(-square) * sum
  }
  let fraction = 0
  for (let n = 160; n > 0; n -= 1) fraction = n / 2 / (x + fraction)
  return Math.exp(-square) / Math.sqrt(Math.PI) / (x + fraction)
}

/** The regularised incomplete beta function by its continued fraction (Lentz's method). */
function betaDistribution(x: number, { a, b }: Shape): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x),
  )
  if (x < (a + 1) / (a + b + 2)) return (front * betaFraction(x, { a, b })) / a
  return 1 - (front * betaFraction(1 - x, { a: b, b: a })) / b
}

function betaFraction(x: number, { a, b }: Shape): number {
  const tiny = 1e-300
  const safe = (value: number) => (Math.abs(value) < tiny ? tiny : value)
  let c = 1
  let d = 1 / safe(1 - ((a + b) * x) / (a + 1))
  let result = d
  for (let m = 1; m <= 500; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / safe(1 + even * d)
    c = safe(1 + even / c)
    result *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / safe(1 + odd * d)
    c = safe(1 + odd / c)
    const step = d * c
    result *= step
    if (Math.abs(step - 1) < 1e-16) break
  }
  return result
}

/** Stirling's series after shifting the argument above 15. */
function logGamma(z: number): number {
  let shift = 0
  let x = z
  while (x < 15) {
    shift += Math.log(x)
    x += 1
  }
  const inverse = 1 / (x * x)
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680)))) / x
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series - shift
}
