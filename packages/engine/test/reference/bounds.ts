/** AS6: lower ends of two-sided intervals for a share of n units, in doubles. */

export function wilsonLower(share: number, n: number, levelPercent: number): number {
  const z = normalQuantile(0.5 + levelPercent / 200)
  const centre = share + (z * z) / (2 * n)
  const spread = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))
  return Math.max(0, (centre - spread) / (1 + (z * z) / n))
}

/** The quantile of Beta(x + 1/2, n - x + 1/2), x = share · n; 0 when x is 0. */
export function jeffreysLower(share: number, n: number, levelPercent: number): number {
  if (share === 0) return 0
  const tail = (1 - levelPercent / 100) / 2
  const a = share * n + 0.5
  const b = n - share * n + 0.5
  return bisect((x) => betaDistribution(x, a, b), tail, 0, 1)
}

/** Where a rising function reaches the target. */
function bisect(f: (x: number) => number, target: number, low: number, high: number): number {
  let left = low
  let right = high
  for (let i = 0; i < 200; i += 1) {
    const middle = (left + right) / 2
    if (f(middle) < target) left = middle
    else right = middle
  }
  return (left + right) / 2
}

export function normalQuantile(probability: number): number {
  return bisect(normalDistribution, probability, -9, 9)
}

function normalDistribution(z: number): number {
  return 0.5 + Math.sign(z) * 0.5 * errorFunction(Math.abs(z) / Math.SQRT2)
}

/** By the series whose terms are all positive. */
function errorFunction(x: number): number {
  let term = x
  let sum = x
  for (let k = 1; term > sum * 1e-18 && k < 1000; k += 1) {
    term *= (2 * x * x) / (2 * k + 1)
    sum += term
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum
}

/** The regularised incomplete beta function. */
function betaDistribution(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - betaDistribution(1 - x, b, a)
  const logFront =
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x)
  return (Math.exp(logFront) / a) * betaFraction(x, a, b)
}

/** 1 / (1 + d1 / (1 + d2 / (1 + …))), evaluated from its far end. */
function betaFraction(x: number, a: number, b: number): number {
  let value = 1
  for (let m = 400; m >= 1; m -= 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    value = 1 + even / value
    const k = m - 1
    const odd = (-(a + k) * (a + b + k) * x) / ((a + 2 * k) * (a + 2 * k + 1))
    value = 1 + odd / value
  }
  return 1 / value
}

/** Stirling's series after shifting the argument above 20. */
function logGamma(x: number): number {
  let shifted = x
  let shift = 0
  while (shifted < 20) {
    shift += Math.log(shifted)
    shifted += 1
  }
  const inverse = 1 / shifted
  const square = inverse * inverse
  const series =
    inverse *
    (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))))
  return (
    (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series - shift
  )
}
