import { DAY, type Finding, lintPolicy, type Ms, type Policy } from '@alacrity/engine'
import { z } from 'zod'
import { nameOf } from '../access/principal.ts'
import { ROWS } from '../access/table.ts'
import {
  createPolicy,
  type PolicyPorts,
  readDocument,
  schedulePolicy,
  storedPolicy,
} from '../act/policy.ts'
import type { Chance } from '../base/chance.ts'
import { backtest } from '../read/backtest.ts'
import type { Store } from '@alacrity/store'
import { columnRoute } from './column-route.ts'
import { INSTANT } from './member-routes.ts'
import { json, type Route, route } from './route.ts'
import { BACKTEST, FINDING, SCHEDULED } from './shape-record.ts'

export type PolicyRoutePorts = PolicyPorts & {
  readonly chance: Chance
  readonly store: Pick<Store, 'policies' | 'labels' | 'turns'>
  /** The version that speaks for the score at an instant. */
  readonly policyAt: (at: Ms) => Policy
  /** A new schedule is in force at once. */
  readonly rescheduled: () => Promise<void>
}

const DOCUMENT = z
  .record(z.string(), z.unknown())
  .meta({ description: 'A policy document; POLICY.md says what it may hold.' })
const NAME = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*\/[1-9]\d{0,8}$/)
const FINDINGS = z.strictObject({ policy: z.string(), findings: z.array(FINDING) })
const STORED = z.strictObject({
  policy: NAME,
  created_at: z.int(),
  created_by: z.string(),
  document: DOCUMENT,
})
const SPAN_DAYS_USUAL = 365

const common = { group: 'operator', access: ROWS.operators, method: 'POST' } as const
const usual = [
  'malformed_json',
  'malformed_request',
  'unsupported_media_type',
  'body_too_large',
  'store_unavailable',
] as const

/** The operator's workbench of policies: write, look over, try on the past, let speak. */
export function policyRoutes(ports: PolicyRoutePorts): readonly Route[] {
  return [...documentRoutes(ports), ...lintRoutes(), ...speakingRoutes(ports), columnRoute(ports)]
}

function documentRoutes(ports: PolicyRoutePorts): readonly Route[] {
  const { policies } = ports.store
  return [
    route({
      ...common,
      name: 'get_policies',
      method: 'GET',
      path: '/v1/policies',
      about: 'All stored versions and what is scheduled.',
      answers: {
        200: {
          about: 'the policies',
          schema: z.strictObject({ items: z.array(STORED), scheduled: z.array(SCHEDULED) }),
        },
      },
      errors: ['store_unavailable'],
      handle: async () => {
        const records = await policies.all()
        const items = records.map(({ document, ...rest }) => ({
          ...rest,
          document: JSON.parse(document) as unknown,
        }))
        return json({ items, scheduled: await policies.scheduled(null) })
      },
    }),
    route({
      ...common,
      name: 'create_policy',
      path: '/v1/policies',
      about: 'Stores a new version, and says what is unwise about it.',
      json: DOCUMENT,
      answers: { 201: { about: 'stored', schema: FINDINGS } },
      errors: [...usual, 'invalid_policy', 'policy_conflict', 'store_full'],
      handle: async ({ body, principal, now }) => {
        const made = { document: body, by: nameOf(principal), now }
        return json(await createPolicy(ports, made), { status: 201 })
      },
    }),
  ]
}

function lintRoutes(): readonly Route[] {
  return [
    route({
      ...common,
      name: 'lint_policy',
      path: '/v1/policies/lint',
      about: 'Looks a document over without storing it.',
      json: DOCUMENT,
      answers: { 200: { about: 'what was found', schema: FINDINGS } },
      errors: [...usual, 'invalid_policy'],
      handle: ({ body }) => {
        const policy = readDocument(body)
        const findings: readonly Finding[] = lintPolicy(policy)
        return json({ policy: policy.policy, findings })
      },
    }),
  ]
}

function speakingRoutes(ports: PolicyRoutePorts): readonly Route[] {
  return [
    route({
      ...common,
      name: 'try_policy',
      path: '/v1/policies/backtest',
      about: 'Tries a document on the stored history against the policy that speaks now.',
      json: z.strictObject({
        document: DOCUMENT,
        against: NAME.optional(),
        days: z.int().min(1).max(1_095).default(SPAN_DAYS_USUAL),
      }),
      answers: { 200: { about: 'who gains, who loses, label share, changes', schema: BACKTEST } },
      errors: [...usual, 'invalid_policy'],
      handle: async ({ body: { document, against, days }, now }) => {
        const proposed = readDocument(document)
        const current =
          against === undefined ? ports.policyAt(now) : await storedPolicy(ports, against)
        const span = { from: now - days * DAY, until: now }
        return json(await backtest(ports, { current, proposed }, span))
      },
    }),
    route({
      ...common,
      name: 'schedule_policy',
      path: '/v1/policies/schedule',
      about:
        'Lets a stored version speak from an epoch on; without "from", from the next. Another that is ' +
        'scheduled for that epoch is replaced only if "over" names it.',
      json: z.strictObject({ policy: NAME, from: INSTANT.optional(), over: NAME.optional() }),
      answers: { 201: { about: 'scheduled', schema: SCHEDULED } },
      errors: [...usual, 'policy_conflict', 'schedule_conflict', 'store_full'],
      handle: async ({ body: { policy, from, over }, principal, now }) => {
        const wish = { policy, from: from ?? now, over, by: nameOf(principal), now }
        const entry = await schedulePolicy(ports, wish)
        await ports.rescheduled()
        return json(entry, { status: 201 })
      },
    }),
  ]
}
