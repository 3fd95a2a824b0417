/** The labels that a member holds; empty for every reason of holding none, failures included. */
export type Labels = readonly string[]

type Wanted = { readonly member: string; readonly tell: (labels: Labels) => void }
type Known = { readonly labels: Promise<Labels>; readonly until: number }

const MEMBERS_A_CALL = 500
/** Badges that appear in this time share a call. */
const GATHER_MS = 10
const TIMEOUT_MS = 10_000
/** As long as the service lets answers live in caches. */
const FRESH_MS = 60_000

/** By service: who is waited for, and what is known for now. */
const waiting = new Map<string, Wanted[]>()
const known = new Map<string, Known>()

/** The labels of a member, asked together with those of every other badge of the page. Never rejects. */
export function labelsOf(service: string, member: string): Promise<Labels> {
  const key = `${service}\n${member}`
  const before = known.get(key)
  if (before !== undefined && before.until > performance.now()) return before.labels
  const labels = new Promise<Labels>((tell) => {
    const others = waiting.get(service)
    if (others !== undefined) others.push({ member, tell })
    else {
      waiting.set(service, [{ member, tell }])
      setTimeout(() => ask(service), GATHER_MS)
    }
  })
  known.set(key, { labels, until: performance.now() + FRESH_MS })
  return labels
}

function ask(service: string): void {
  const wanted = waiting.get(service) ?? []
  waiting.delete(service)
  for (let from = 0; from < wanted.length; from += MEMBERS_A_CALL) {
    const some = wanted.slice(from, from + MEMBERS_A_CALL)
    const members = some.map(({ member }) => member)
    void answers(service, members).then((all) => {
      for (const [index, { tell }] of some.entries()) tell(all[index] ?? [])
    })
  }
}

/** One member is asked for at an address that caches can keep; an address cannot hold "." and "..". */
async function answers(service: string, members: readonly string[]): Promise<readonly Labels[]> {
  const [only = ''] = members
  const base = `${service}/v1/labels/`
  const common = {
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  } as const
  try {
    if (members.length === 1 && !/^\.{1,2}$/.test(only)) {
      const response = await fetch(base + encodeURIComponent(only), common)
      return [labelsIn(await response.json())]
    }
    const response = await fetch(`${base}lookup`, {
      ...common,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ members }),
    })
    const { results } = (await response.json()) as { results: readonly unknown[] }
    return results.map(labelsIn)
  } catch {
    // Whoever looks cannot tell a failure from a member without a label.
    return []
  }
}

/** A problem document has no labels. */
function labelsIn(answer: unknown): Labels {
  const { labels } = answer as { labels?: unknown }
  return Array.isArray(labels) ? labels.filter((label) => typeof label === 'string') : []
}
