import { describe, expect, test } from 'vitest'
import type { Principal } from '../src/access/principal.ts'
import { decide } from '../src/access/table.ts'
import type { Route } from '../src/http/route.ts'
import { regular } from './support/history.ts'
import { HOUR, NOW, openBench } from './support/service.ts'

const bench = await openBench()
const history = ['ada', 'bob'].flatMap((member) =>
  regular(member, { clients: 6, tookMs: HOUR, until: NOW }),
)
await bench.ask('ingest', 'POST', '/v1/events', history)
const { routes } = bench.service

const KINDS: readonly Principal['kind'][] = [
  'anonymous',
  'client',
  'member',
  'operator',
  'ingest',
  'embed',
]
const WHO: Readonly<Record<Principal['kind'], string | null>> = {
  anonymous: null,
  client: 'client:cy',
  member: 'member:ada',
  operator: 'operator:olga',
  ingest: 'ingest',
  embed: 'embed:ada',
}

/** Who reaches a route, written down a second time by hand: the rows in the code have to agree. */
const EVERYONE = 'anonymous client member operator ingest'
const OWN_OR_OPERATOR = 'member:own operator'
const REACHED: Readonly<Record<string, string>> = {
  send_events: 'operator ingest',
  get_labels: EVERYONE,
  look_labels_up: EVERYONE,
  get_badge: EVERYONE,
  get_score: 'member:own embed:own',
  get_turns: 'member:own',
  get_history: 'member:own',
  get_looks: 'member:own',
  get_prospect: 'member:own',
  get_patterns: 'member:own',
  get_calendar: 'member:own',
  preview_away: 'member:own',
  preview_hours: 'member:own',
  get_notices: 'member:own',
  read_notice: 'member:own',
  export_member: 'member:own',
  watch_member: 'member:own',
  make_embed_token: 'member:own',
  declare_away: 'member:own',
  set_hours: 'member:own',
  release_turn: 'member:own',
  flag_conversation: 'member:own',
  open_contest: 'member:own',
  get_contests: 'member:own',
  withdraw_contest: 'member:own',
  restrict_member: OWN_OR_OPERATOR,
  unrestrict_member: OWN_OR_OPERATOR,
  erase_member: OWN_OR_OPERATOR,
  look_at_score: 'operator',
  rule: 'operator',
  declare_outage: 'operator',
  get_contest_queue: 'operator',
  get_contest: 'operator',
  decide_contest: 'operator',
  get_aggregates: 'operator',
  get_audit: 'operator',
  get_conflicts: 'operator',
  get_policies: 'operator',
  create_policy: 'operator',
  lint_policy: 'operator',
  try_policy: 'operator',
  get_turn_columns: 'operator',
  schedule_policy: 'operator',
  put_webhook: 'operator',
  get_webhooks: 'operator',
  remove_webhook: 'operator',
  get_deliveries: 'operator',
  replay_delivery: 'operator',
  livez: EVERYONE,
  readyz: EVERYONE,
  metrics: 'operator',
  openapi: EVERYONE,
  reference: EVERYONE,
  errors: EVERYONE,
}

const reachOf = (route: Route) =>
  KINDS.flatMap((kind) => {
    const reach = route.access[kind]
    return reach === 'nothing' ? [] : [reach === 'own' ? `${kind}:own` : kind]
  }).join(' ')

const RELATIONS = { own: 'ada', other: 'bob', absent: 'nobody' } as const
const pathOf = (route: Route, member: string) =>
  route.path.replace('{member}', member).replaceAll(/\{\w+\}/g, 'unknown')

const everything = async (response: Response) =>
  JSON.stringify([response.status, [...response.headers], await response.text()]).replace(
    /req_[0-9a-f]{32}/,
    'req',
  )

describe('access', () => {
  test('[DS7] the table is the one written down by hand, route by route', () => {
    expect(Object.fromEntries(routes.map((route) => [route.name, reachOf(route)]))).toEqual(REACHED)
  })

  const cells = routes.flatMap((route) =>
    KINDS.flatMap((kind) =>
      Object.keys(route.path.includes('{member}') ? RELATIONS : { own: '' }).map(
        (relation) => [route.name, kind, relation as keyof typeof RELATIONS, route] as const,
      ),
    ),
  )

  test.each(cells)('[DS7] %s × %s × %s', async (name, kind, relation, route) => {
    const member = RELATIONS[relation]
    const words = (REACHED[name] ?? '').split(' ')
    const reached = words.includes(kind) || (words.includes(`${kind}:own`) && relation === 'own')
    const principal = { kind, member: 'ada' } as unknown as Principal
    const asked = route.path.includes('{member}') ? member : null
    expect(decide(route.access, principal, asked) === 'allowed').toBe(reached)
    if (reached) return
    const refused = await bench.ask(WHO[kind], route.method, pathOf(route, member))
    expect(refused.status).toBe(kind === 'anonymous' ? 401 : 404)
    // Forbidden reads like an address that does not exist; to nobody in particular, like any other.
    const [method, path] =
      kind === 'anonymous' ? ['GET', '/metrics'] : [route.method, '/v1/nowhere']
    const twin = await bench.ask(WHO[kind], method, path)
    expect(await everything(refused)).toBe(await everything(twin))
  })

  test('[DS7] what may be reached answers, and an absent thing reads like a forbidden one', async () => {
    const gets = routes.filter(({ method, name }) => method === 'GET' && name !== 'watch_member')
    for (const route of gets) {
      for (const kind of KINDS) {
        const words = (REACHED[route.name] ?? '').split(' ')
        if (!words.includes(kind) && !words.includes(`${kind}:own`)) continue
        const response = await bench.ask(WHO[kind], route.method, pathOf(route, 'ada'))
        // There is no contest called "unknown".
        const status = route.name === 'get_contest' ? 404 : 200
        expect([route.name, kind, response.status]).toEqual([route.name, kind, status])
      }
    }
    const other = await everything(await bench.ask('member:ada', 'GET', '/v1/members/bob/score'))
    const absent = await everything(await bench.ask('member:ada', 'GET', '/v1/members/zoe/score'))
    const strange = await everything(await bench.ask('member:ada', 'GET', '/v1/members/%00/score'))
    expect(new Set([other, absent, strange]).size).toBe(1)
  })

  test('[DS1] a member never sees another through any spelling of the id', async () => {
    const spellings = [
      'bob',
      'BOB',
      'b%6fb',
      'bob%2f',
      '../bob',
      'ada/../bob',
      'ada%2f..%2fbob',
      'ada,bob',
      'bob%20',
    ]
    for (const id of spellings) {
      for (const what of ['score', 'turns', 'history', 'looks', 'notices', 'export', 'contests']) {
        const response = await bench.ask('member:ada', 'GET', `/v1/members/${id}/${what}`)
        expect([id, what, response.status]).toEqual([id, what, 404])
      }
    }
  })
})
