import type { Event, Ms, Policy } from '@alacrity/engine'
import { type History, readHistory, type ReadOptions } from '../../src/index.ts'

export type Asked = { readonly policy: Policy; readonly asOf: Ms }

export type Answer = {
  readonly lines: readonly string[]
  readonly counts: History['counts']
  readonly faults: History['faults']
  readonly events: readonly Event[]
}

/** Reads files, scores once, and gives all the events back. */
export async function ask(
  files: readonly string[],
  { policy, asOf }: Asked,
  options: ReadOptions = { workers: 0 },
): Promise<Answer> {
  await using history = await readHistory(files, options)
  const lines = await all(history.score(policy, asOf))
  const events = history.memberIds.flatMap((id) => history.member(id))
  const { counts, faults, outages, erasures } = history
  return { lines, counts, faults, events: [...events, ...outages, ...erasures] }
}

/** Everything an iterable gives. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}
