/** Labels of a series. Values come from short closed lists: never an id, never a score [DS4]. */
export type Series = Readonly<Record<string, string>>

const BUCKETS_SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const

type Histogram = { readonly counts: number[]; sum: number; count: number }
type Kind = 'counter' | 'gauge' | 'histogram'

const keyOf = (series: Series) =>
  Object.entries(series)
    .map(([name, value]) => `${name}="${value.replace(/["\\\n]/g, '_')}"`)
    .join(',')

/** What the service counts, in the text format of Prometheus; units are base units. */
export class Metrics {
  readonly #about = new Map<string, { readonly kind: Kind; readonly help: string }>()
  readonly #values = new Map<string, Map<string, number>>()
  readonly #histograms = new Map<string, Map<string, Histogram>>()
  readonly #gauges = new Map<string, () => number>()

  describe(name: string, kind: Kind, help: string): void {
    this.#about.set(name, { kind, help })
  }

  count(name: string, series: Series = {}, by = 1): void {
    // A name that is not described would be counted and never shown.
    if (!this.#about.has(name)) throw new Error(`a metric is not described: ${name}`)
    const values = this.#values.get(name) ?? new Map<string, number>()
    this.#values.set(name, values)
    const key = keyOf(series)
    values.set(key, (values.get(key) ?? 0) + by)
  }

  /** A gauge is read when somebody looks. */
  gauge(name: string, help: string, read: () => number): void {
    this.describe(name, 'gauge', help)
    this.#gauges.set(name, read)
  }

  observeSeconds(name: string, series: Series, seconds: number): void {
    this.timer(name, series)(seconds)
  }

  /** A series that is observed often, so that its name is made once. */
  timer(name: string, series: Series): (seconds: number) => void {
    const all = this.#histograms.get(name) ?? new Map<string, Histogram>()
    this.#histograms.set(name, all)
    const key = keyOf(series)
    const histogram = all.get(key) ?? { counts: BUCKETS_SECONDS.map(() => 0), sum: 0, count: 0 }
    all.set(key, histogram)
    return (seconds) => {
      histogram.sum += seconds
      histogram.count += 1
      for (let index = BUCKETS_SECONDS.length - 1; index >= 0; index -= 1) {
        if (seconds > (BUCKETS_SECONDS[index] ?? 0)) break
        histogram.counts[index] = (histogram.counts[index] ?? 0) + 1
      }
    }
  }

  valueOf(name: string, series: Series = {}): number {
    return this.#values.get(name)?.get(keyOf(series)) ?? 0
  }

  text(): string {
    const lines: string[] = []
    for (const [name, { kind, help }] of this.#about) {
      lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`)
      const gauge = this.#gauges.get(name)
      if (gauge !== undefined) lines.push(`${name} ${gauge()}`)
      for (const [key, value] of this.#values.get(name) ?? []) {
        lines.push(key === '' ? `${name} ${value}` : `${name}{${key}} ${value}`)
      }
      for (const [key, histogram] of this.#histograms.get(name) ?? []) {
        const before = key === '' ? '' : `${key},`
        histogram.counts.forEach((count, index) =>
          lines.push(`${name}_bucket{${before}le="${BUCKETS_SECONDS[index]}"} ${count}`),
        )
        lines.push(`${name}_bucket{${before}le="+Inf"} ${histogram.count}`)
        lines.push(
          `${name}_sum{${key}} ${histogram.sum}`,
          `${name}_count{${key}} ${histogram.count}`,
        )
      }
    }
    return `${lines.join('\n')}\n`
  }
}
