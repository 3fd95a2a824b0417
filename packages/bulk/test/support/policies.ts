import { type Policy, parsePolicy, PRESETS } from '@alacrity/engine'
import fc from 'fast-check'

function policyOf(document: unknown): Policy {
  const parsed = parsePolicy(document)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.fault))
  return parsed.policy
}

const rate = { measures: { on_time: { kind: 'rate' } }, labels: [], score: 'on_time' }

/** Policies that read what the presets leave alone. */
const OTHERS = [
  { policy: 'test-silence/1', turns: { count: 'first_contact', silence: '1d' }, ...rate },
  { policy: 'test-hours/1', clock: { kind: 'hours' }, away: 'pause', within: '4h', ...rate },
  { policy: 'test-automated/1', replies: { automated: true }, within: '2h', ...rate },
  { policy: 'test-answers/1', replies: { messages: false }, window: { days: null }, ...rate },
  {
    policy: 'test-clients/1',
    weights: { unit: 'client', per_client_max: 2, half_life_days: 3 },
    ...rate,
  },
  { policy: 'test-days/1', window: { days: 2 }, within: '30m', enough: { turns: 1 }, ...rate },
  {
    policy: 'test-first/1',
    turns: { count: 'first_turn', initiated_by: 'client', kinds: ['message', 'request'] },
    window: { days: 3, anchor: 'yesterday', zone: 'Asia/Tokyo' },
    ...rate,
  },
  {
    policy: 'test-lag/1',
    window: { days: 4, lag: '1d' },
    within: '2h',
    clock: { kind: 'wall' },
    ...rate,
  },
  { policy: 'test-newest/1', window: { last: 4, anchor: 'last_turn' }, ...rate },
  { policy: 'test-short/1', within: '30m', window: { days: null }, enough: { turns: 1 }, ...rate },
]

const POLICIES: readonly Policy[] = [...PRESETS, ...OTHERS].map(policyOf)

export function policies(): fc.Arbitrary<Policy> {
  return fc.constantFrom(...POLICIES)
}

export function policyNamed(name: string): Policy {
  const policy = POLICIES.find((candidate) => candidate.name === name)
  if (policy === undefined) throw new Error(`no policy ${name}`)
  return policy
}
