/**
 * The service's time as this page knows it. A browser's clock may be wrong, and a demonstration's may run
 * at 10,000 times the usual, stand still or jump: each answer is a reading, and two give the rate.
 */
export type Reading = { readonly localMs: number; readonly serviceMs: number }

export type ServiceTime = {
  readonly last: Reading
  /** Service time per local time: 1 as a rule, 0 for a clock that stands. */
  readonly rate: number
  /** Whether the rate was measured, not supposed. */
  readonly isMeasured: boolean
}

/** Two readings closer than this say nothing of the rate. */
const APART_MS = 900
/** A rate this near to 1 is 1: what differs is how long answers were under way. */
const NEAR = 0.15

/** What is known after one more reading. `before` is null at the first. */
export function withReading(before: ServiceTime | null, reading: Reading): ServiceTime {
  if (before === null) return { last: reading, rate: 1, isMeasured: false }
  const local = reading.localMs - before.last.localMs
  const moved = reading.serviceMs - before.last.serviceMs
  if (local < APART_MS) {
    // A jump is taken over at once; otherwise the older reading stays, to measure from.
    const drift = reading.serviceMs - timeAt(before, reading.localMs)
    const jumped = Math.abs(drift) > Math.max(2_000, 500 * before.rate)
    return jumped ? { ...before, last: reading } : before
  }
  const measured = Math.max(0, moved / local)
  const rate = Math.abs(measured - 1) < NEAR ? 1 : measured
  // Either the clock jumped or its rate is another: the next reading, which is asked for soon, tells which.
  const isOther = Math.abs(rate - before.rate) > NEAR * Math.max(1, before.rate)
  if (before.isMeasured && isOther) return { last: reading, rate: before.rate, isMeasured: false }
  return { last: reading, rate, isMeasured: true }
}

/** The service's time at a local instant; it never runs far past what the last answer allows. */
export function timeAt({ last, rate }: ServiceTime, localMs: number): number {
  return last.serviceMs + Math.max(0, localMs - last.localMs) * rate
}

let known: ServiceTime | null = null
const firstRead = Promise.withResolvers<void>()
/** Without a reading for so long, the browser's own clock has to do. */
const FIRST_MS = 5_000

/** Resolves once the service's time is known, so that nothing is shown by another clock's first. */
export async function timeIsKnown(): Promise<void> {
  if (known !== null) return
  const late = new Promise((resolve) => setTimeout(resolve, FIRST_MS))
  await Promise.race([firstRead.promise, late])
}

/** Takes the service's time from an answer that has just come. */
export function readService(serviceMs: number): void {
  if (!Number.isFinite(serviceMs)) return
  known = withReading(known, { localMs: performance.now(), serviceMs })
  tick()
  firstRead.resolve()
}

/** The service's time now; before the first answer the browser's own. */
export function serviceNow(): number {
  return known === null ? Date.now() : timeAt(known, performance.now())
}

export function serviceTime(): ServiceTime | null {
  return known
}

const SECOND = 1_000
const FAST_TICK_MS = 200
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setTimeout> | null = null
let ticked = 0

/**
 * The service's time at the last tick, to the second. Whoever is drawn between two ticks reads the same,
 * however fast that time runs.
 */
export function tickedNow(): number {
  if (timer === null) ticked = Math.floor(serviceNow() / SECOND) * SECOND
  return ticked
}

/** Calls back about once a second of the service's time, more often where that runs fast. */
export function onTick(listener: () => void): () => void {
  listeners.add(listener)
  if (timer === null) schedule()
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0 || timer === null) return
    clearTimeout(timer)
    timer = null
  }
}

function tick(): void {
  ticked = Math.floor(serviceNow() / SECOND) * SECOND
  for (const listener of listeners) listener()
}

function schedule(): void {
  const rate = known?.rate ?? 1
  // At the usual rate the tick falls on the second, so that countdowns change together.
  const delay = rate > 1.5 ? FAST_TICK_MS : SECOND - (serviceNow() % SECOND)
  timer = setTimeout(() => {
    tick()
    schedule()
  }, delay)
}
