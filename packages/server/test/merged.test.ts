import { expect, test } from 'vitest'
import { merged } from '../src/publish/merged.ts'

const numbers = (count: number, seed: number) =>
  Array.from({ length: count }, (_, i) => ((i + 1) * (7_919 + 2 * seed)) % 1_009)
const rising = (a: number, b: number) => a - b

test('sorted lists become one sorted list, however many and however long they are', async () => {
  for (const lengths of [[], [0], [3], [0, 0, 2], [5, 1, 0, 7, 300], Array(17).fill(10)]) {
    const lists = lengths.map((length: number, seed) => numbers(length, seed))
    const sorted = lists.map((list) => list.toSorted(rising))
    expect(await merged(sorted, rising)).toEqual(lists.flat().toSorted(rising))
  }
  // Control: lists that are not sorted do not become so by being put together.
  const loose = [numbers(300, 1), numbers(300, 2)]
  expect(await merged(loose, rising)).not.toEqual(loose.flat().toSorted(rising))
})

test('others are answered between two lists; control: a sort of them all lets nobody in', async () => {
  let turns = 0
  let under = true
  const count = (): void => {
    turns += 1
    if (under) setImmediate(count)
  }
  count()
  const lists = Array.from({ length: 40 }, (_, seed) => numbers(9, seed).toSorted(rising))
  const began = turns
  lists.flat().sort(rising)
  expect(turns).toBe(began)
  await merged(lists, rising)
  expect(turns - began).toBeGreaterThanOrEqual(39)
  under = false
})
