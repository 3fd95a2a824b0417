import { setImmediate } from 'node:timers/promises'

/** One sorted list of sorted ones, pair by pair; others are answered between two pairs. */
export async function merged<Item>(
  lists: readonly (readonly Item[])[],
  compare: (a: Item, b: Item) => number,
): Promise<readonly Item[]> {
  let left = lists
  while (left.length > 1) {
    const next: (readonly Item[])[] = []
    for (let at = 0; at < left.length; at += 2) {
      next.push(mergedPair(left[at] ?? [], left[at + 1] ?? [], compare))
      await setImmediate()
    }
    left = next
  }
  return left[0] ?? []
}

function mergedPair<Item>(
  a: readonly Item[],
  b: readonly Item[],
  compare: (a: Item, b: Item) => number,
): readonly Item[] {
  if (b.length === 0) return a
  const all: Item[] = []
  let [first, second] = [0, 0]
  while (first < a.length && second < b.length) {
    const [x, y] = [a[first] as Item, b[second] as Item]
    if (compare(x, y) <= 0) {
      all.push(x)
      first += 1
    } else {
      all.push(y)
      second += 1
    }
  }
  for (; first < a.length; first += 1) all.push(a[first] as Item)
  for (; second < b.length; second += 1) all.push(b[second] as Item)
  return all
}
