import { beforeAll, describe, expect, test } from 'vitest'
import type { Principal } from '../src/access/principal.ts'
import { decide } from '../src/access/table.ts'
import type { Route } from '../src/http/route.ts'
import { regular } from './support/history.ts'
import { type Bench, HOUR, NOW, openBench } from './support/service.ts'

let opened: Bench | null = null
const theBench = (): Bench => {
  if (opened === null) throw new Error('the bench is opened before the tests')
  return opened
}
beforeAll(async () => {
  opened = await openBench()
  const history = ['ada', 'bob'].flatMap((member) =>
    regular(member, { clients: 6, tookMs: HOUR, until: NOW }),
  )
  await opened.ask('ingest', 'POST', '/v1/events', history)
})

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
  get_restriction: OWN_OR_OPERATOR,
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
  check_audit: 'operator',
  get_conflicts: 'operator',
  erase_client: 'operator',
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

/** One cell of the table: that it decides as written down, and what a refusal reads like. Null: as it should be. */
async function wrongCell(
  route: Route,
  kind: Principal['kind'],
  relation: keyof typeof RELATIONS,
): Promise<string | null> {
  const bench = theBench()
  const member = RELATIONS[relation]
  const words = (REACHED[route.name] ?? '').split(' ')
  const reached = words.includes(kind) || (words.includes(`${kind}:own`) && relation === 'own')
  const principal = { kind, member: 'ada' } as unknown as Principal
  const asked = route.path.includes('{member}') ? member : null
  const cell = `${route.name} × ${kind} × ${relation}`
  if ((decide(route.access, principal, asked) === 'allowed') !== reached) return `${cell}: decided`
  if (reached) return null
  const refused = await bench.ask(WHO[kind], route.method, pathOf(route, member))
  if (refused.status !== (kind === 'anonymous' ? 401 : 404)) return `${cell}: ${refused.status}`
  // Forbidden reads like an address that does not exist; to nobody in particular, like any other.
  const [method, path] = kind === 'anonymous' ? ['GET', '/metrics'] : [route.method, '/v1/nowhere']
  const twin = await bench.ask(WHO[kind], method, path)
  return (await everything(refused)) === (await everything(twin))
    ? null
    : `${cell}: reads otherwise`
}

describe('access', () => {
  test('[DS7] the table is the one written down by hand, route by route', () => {
    const { routes } = theBench().service
    expect(Object.fromEntries(routes.map((route) => [route.name, reachOf(route)]))).toEqual(REACHED)
  })

  test.each(Object.keys(REACHED))(
    '[DS7] %s: every cell of principal × own, other, absent',
    async (name) => {
      const route = theBench().service.routes.find((each) => each.name === name)
      if (route === undefined) throw new Error(`there is no route ${name}`)
      const aboutOne = route.path.includes('{member}')
      const relations = aboutOne ? (['own', 'other', 'absent'] as const) : (['own'] as const)
      const wrong: (string | null)[] = []
      for (const kind of KINDS) {
        for (const relation of relations) wrong.push(await wrongCell(route, kind, relation))
      }
      expect(wrong).toHaveLength(KINDS.length * relations.length)
      expect(wrong.filter((fault) => fault !== null)).toEqual([])
    },
  )

  test('[DS7] what may be reached answers, and an absent thing reads like a forbidden one', async () => {
    const bench = theBench()
    const gets = bench.service.routes.filter(
      ({ method, name }) => method === 'GET' && name !== 'watch_member',
    )
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
    const bench = theBench()
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
