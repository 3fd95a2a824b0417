/** Reads a metric out of the text format of Prometheus: the sum of its series whose labels hold `series`. */
export function metricOf(text: string, name: string, series = ''): number {
  let sum = 0
  for (const line of text.split('\n')) {
    if (!line.startsWith(name)) continue
    const rest = line.slice(name.length)
    if (rest[0] !== ' ' && rest[0] !== '{') continue
    if (series !== '' && !rest.includes(series)) continue
    sum += Number(line.slice(line.lastIndexOf(' ') + 1))
  }
  return sum
}
