import { DAY, formatInstant, type Ms, type Policy } from '@alacrity/engine'

/** What one policy says of one member. */
export type Judgement = {
  readonly member: string
  /** The member's first event: the months before it do not count. */
  readonly since: Ms
  readonly score: number | null
  /** Labels held after the last publication. */
  readonly held: readonly string[]
  /** The label of each change there was. */
  readonly changes: readonly string[]
}

type LabelShare = {
  readonly label: string
  readonly members: number
  readonly percent: number
  readonly changes: number
  /** Changes in a hundred months of a member; a month is 30 days. */
  readonly changes_per_100_member_months: number | null
}

type Side = {
  readonly policy: string
  readonly title: string
  readonly with_score: number
  readonly score: { readonly p10: number; readonly median: number; readonly p90: number } | null
  /** Members by score in tens: 0 to under 10, …, 90 to 100. */
  readonly scores_by_ten: readonly number[]
  readonly labels: readonly LabelShare[]
}

type Agreement = {
  /** The label compared; "any label" where the policies share no name. */
  readonly label: string
  readonly both: number
  readonly neither: number
  readonly gains: readonly string[]
  readonly loses: readonly string[]
  readonly agreement_percent: number
}

/** What `policy compare` tells: what each policy gives, and where they differ. */
export type Comparison = {
  readonly as_of: string
  readonly from: string
  readonly members: number
  readonly policies: readonly [Side, Side]
  readonly labels: readonly Agreement[]
}

type Pairs = readonly (readonly [Judgement, Judgement])[]

const MONTH: Ms = 30 * DAY

export function comparisonOf(
  [a, b]: readonly [Policy, Policy],
  pairs: Pairs,
  { asOf, from }: { readonly asOf: Ms; readonly from: Ms },
): Comparison {
  return {
    as_of: formatInstant(asOf),
    from: formatInstant(from),
    members: pairs.length,
    policies: [
      sideOf(
        a,
        pairs.map((pair) => pair[0]),
        asOf,
      ),
      sideOf(
        b,
        pairs.map((pair) => pair[1]),
        asOf,
      ),
    ],
    labels: compared(a, b).map((label) => agreementOn(label, pairs)),
  }
}

/** The labels that both policies have by name; else whether there is any label at all. */
function compared(a: Policy, b: Policy): readonly (string | null)[] {
  const names = new Set(b.labels.map(({ name }) => name))
  const shared = a.labels.flatMap(({ name }) => (names.has(name) ? [name] : []))
  return shared.length > 0 ? shared : [null]
}

function agreementOn(label: string | null, pairs: Pairs): Agreement {
  const has = ({ held }: Judgement) => (label === null ? held.length > 0 : held.includes(label))
  const of = (a: boolean, b: boolean): readonly string[] =>
    pairs.flatMap(([one, other]) => (has(one) === a && has(other) === b ? [one.member] : []))
  const [both, neither] = [of(true, true).length, of(false, false).length]
  return {
    label: label ?? 'any label',
    both,
    neither,
    gains: of(false, true),
    loses: of(true, false),
    agreement_percent: percent(both + neither, pairs.length),
  }
}

function sideOf(policy: Policy, judgements: readonly Judgement[], asOf: Ms): Side {
  const scores = judgements.flatMap(({ score }) => (score === null ? [] : [score]))
  scores.sort((x, y) => x - y)
  const rank = (share: number): number =>
    scores[Math.max(0, Math.ceil(share * scores.length) - 1)] ?? 0
  const months = judgements.reduce((sum, { since }) => sum + Math.max(0, asOf - since), 0) / MONTH
  return {
    policy: policy.policy,
    title: policy.title,
    with_score: scores.length,
    score: scores.length === 0 ? null : { p10: rank(0.1), median: rank(0.5), p90: rank(0.9) },
    scores_by_ten: Array.from(
      { length: 10 },
      (_, ten) => scores.filter((score) => Math.min(9, Math.floor(score / 10)) === ten).length,
    ),
    labels: policy.labels.map(({ name }) => {
      const members = judgements.filter(({ held }) => held.includes(name)).length
      const changes = judgements.flatMap((one) =>
        one.changes.filter((label) => label === name),
      ).length
      return {
        label: name,
        members,
        percent: percent(members, judgements.length),
        changes,
        changes_per_100_member_months: months === 0 ? null : rounded((changes / months) * 100),
      }
    }),
  }
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : rounded((part / whole) * 100)
}

/** To one decimal. */
function rounded(value: number): number {
  return Math.round(value * 10) / 10
}
