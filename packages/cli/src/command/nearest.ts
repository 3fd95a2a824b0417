/** Edits that turn one text into the other: insertions, deletions, replacements, swaps of neighbours. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1]
      let least = Math.min(
        cell(last, j) + 1,
        cell(row, j - 1) + 1,
        cell(last, j - 1) + (same ? 0 : 1),
      )
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (i > 1 && j > 1 && swapped) least = Math.min(least, cell(beforeLast, j - 2) + 1)
      row.push(least)
    }
    beforeLast = last
    last = row
  }
  return cell(last, b.length)
}

function cell(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY
}

/** The known names that look most like one nobody knows, best first; those too different are left out. */
export function nearest(name: string, known: readonly string[], most = 3): readonly string[] {
  const wanted = name.toLowerCase().slice(0, 64)
  return known
    .map((candidate) => {
      const text = candidate.toLowerCase().slice(0, 64)
      const inside = wanted.length > 2 && (text.includes(wanted) || wanted.includes(text))
      // A name may be cut short: "upwrk" means upwork-2022.
      const beginning = distance(wanted, text.slice(0, wanted.length + 1)) + 1
      return { candidate, edits: inside ? 1 : Math.min(distance(wanted, text), beginning) }
    })
    .filter(
      ({ edits, candidate }) => edits <= Math.max(2, Math.min(candidate.length, wanted.length) / 3),
    )
    .sort((a, b) => a.edits - b.edits)
    .slice(0, most)
    .map(({ candidate }) => candidate)
}

/** "Did you mean a, b or c?", or what else to do where nothing is near. */
export function didYouMean(name: string, known: readonly string[], otherwise: string): string {
  const near = nearest(name, known)
  if (near.length === 0) return otherwise
  const list = near.length === 1 ? near[0] : `${near.slice(0, -1).join(', ')} or ${near.at(-1)}`
  return `Did you mean ${list}?`
}
