import { at, type Call, type CallOptions } from './call.ts'

/** What anyone may know of a member: the names of the labels held, or none. */
export type Labels = readonly string[]

export type LabelCalls = {
  /** The labels of one member; empty for every reason of having none. */
  readonly of: (member: string, options?: CallOptions) => Promise<Labels>
  /** The labels of any number of members, aligned with them: one call for each 500. */
  readonly many: (members: readonly string[], options?: CallOptions) => Promise<readonly Labels[]>
  /** The address of the label as a picture, for e-mail; of none, the picture is empty. */
  readonly badgeUrl: (member: string) => string
}

const MEMBERS_A_CALL = 500

type Answer = { readonly labels: Labels }

/** Published labels: open to everybody, asked without a token. */
export function labelCalls(call: Call): LabelCalls {
  const lookUp = async (members: readonly string[], options: CallOptions): Promise<Labels[]> => {
    const { results } = await call.json<{ readonly results: readonly Answer[] }>({
      method: 'POST',
      path: '/v1/labels/lookup',
      json: { members },
      anonymous: true,
      repeatable: true,
      ...options,
    })
    return results.map(({ labels }) => labels)
  }
  return {
    of: async (member, options = {}) => {
      const path = at`/v1/labels/${member}`
      return (await call.json<Answer>({ path, anonymous: true, ...options })).labels
    },
    many: async (members, options = {}) => {
      const found: Labels[] = []
      for (let from = 0; from < members.length; from += MEMBERS_A_CALL) {
        found.push(...(await lookUp(members.slice(from, from + MEMBERS_A_CALL), options)))
      }
      return found
    },
    badgeUrl: (member) => call.url(at`/v1/labels/${member}/badge.svg`),
  }
}
