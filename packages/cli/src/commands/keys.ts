import { formatInstant } from '@alacrity/engine'
import type { Command } from '../command/command.ts'
import { type ExitStatus, Stop } from '../command/stop.ts'
import { configured, takesNothing, withDatabase } from '../read/service.ts'
import { formatOf, instantOf, textOf } from '../read/values.ts'
import { answer, writeJson, writeLines } from '../write/answer.ts'
import { say } from '../write/say.ts'
import { type Column, tableLines } from '../write/table.ts'
import { moment } from '../write/words.ts'

export const keysAdd: Command = {
  name: 'keys add',
  about: 'makes an API key and prints it, this once',
  operands: 'NAME',
  examples: [
    {
      does: 'For the marketplace’s server, which sends events',
      line: 'alacrity keys add market --role ingest',
    },
    {
      does: 'For a program of the operator, until the end of the year',
      line: 'alacrity keys add reports --role operator --expires 2026-12-31T23:59:59Z',
    },
  ],
  options: ['role', 'expires', 'config', 'database'],
  formats: [],
  notes: [
    'Only a hash of the key is kept: whoever loses it makes another. ingest may send events; operator may do that and all that operators do, except what only a person may.',
    'The service may run meanwhile, and knows the key at once.',
  ],
  run: async (call) => {
    const id = nameIn(call.given.positionals, call.command.name)
    if (!/^[a-z0-9_-]{1,64}$/.test(id)) {
      throw new Stop(`A key cannot be named ${id}.`, 'Use up to 64 of a to z, 0 to 9, - and _.')
    }
    const asked = textOf(call.given, 'role')
    const configuration = await configured(call)
    const { server, settings } = configuration
    const role = server.KEY_ROLES.find((known) => known === asked)
    if (role === undefined) {
      const problem = asked === null ? 'A key needs a role.' : `There is no role ${asked}.`
      throw new Stop(problem, `Say --role ${server.KEY_ROLES.join(' or --role ')}.`)
    }
    const now = Date.now()
    const expiresAt = instantOf(call.given, 'expires')
    if (expiresAt !== null && expiresAt <= now) {
      throw new Stop('The key would have expired already.', 'Give an instant to come.')
    }
    const taken = new Stop(
      `There is a key ${id} already.`,
      'Names are not used again: take another.',
    )
    if (settings.api_keys.some((key) => key.id === id)) throw taken
    return await withDatabase<ExitStatus>(configuration, { existing: false }, async ({ store }) => {
      const chance = server.REAL_CHANCE
      const token = await server.addKey({ store, chance }, { id, role, expiresAt, now })
      if (token === null) throw taken
      process.stdout.write(`${token}\n`)
      say('This is the key. It is shown this once: keep it where your secrets are.')
      return 0
    })
  },
}

function nameIn(positionals: readonly string[], command: string): string {
  const [name, another] = positionals
  if (name !== undefined && another === undefined) return name
  throw new Stop('Name one key.', `\`alacrity ${command} NAME\``)
}

type Row = {
  readonly id: string
  readonly role: string
  readonly created_at: string | null
  readonly expires_at: string | null
  readonly state: 'in force' | 'expired' | 'revoked' | 'configured'
}

export const keysList: Command = {
  name: 'keys list',
  about: 'the API keys, without their secrets',
  operands: '',
  examples: [{ does: 'Who may send, and who may operate', line: 'alacrity keys list' }],
  options: ['config', 'database', 'format'],
  formats: ['table', 'json', 'ndjson'],
  notes: ['"configured" are those of the setting api_keys.'],
  run: async (call) => {
    takesNothing(call)
    const format = formatOf(call)
    const configuration = await configured(call)
    const { api_keys: fixed } = configuration.settings
    const rows = await withDatabase(configuration, { existing: true }, async ({ store }) => {
      const kept = (await store.keys.all()).map((key): Row => {
        const { id, role, created_at: made, expires_at: ends, revoked_at: revoked } = key
        const expired = ends !== null && ends <= Date.now()
        return {
          id,
          role,
          created_at: formatInstant(made),
          expires_at: ends === null ? null : formatInstant(ends),
          state: revoked !== null ? 'revoked' : expired ? 'expired' : 'in force',
        }
      })
      const own = fixed.map(({ id, role }): Row => {
        return { id, role, created_at: null, expires_at: null, state: 'configured' }
      })
      return [...own, ...kept]
    })
    await answer(call, async (write) => {
      if (format !== 'table')
        await writeJson(
          write,
          rows.map((row) => JSON.stringify(row)),
          format === 'json' ? 'json' : 'ndjson',
        )
      else if (rows.length > 0) await writeLines(write, tableLines(COLUMNS, rows, call.terminal))
    })
    if (rows.length === 0)
      say('There are no keys; `alacrity keys add market --role ingest` makes one.')
    return 0
  },
}

const shown = (instant: string | null) => (instant === null ? '' : moment(Date.parse(instant)))

const COLUMNS: readonly Column<Row>[] = [
  { title: 'Key', align: 'left', rank: 0, cell: ({ id }) => id },
  { title: 'Role', align: 'left', rank: 0, cell: ({ role }) => role },
  { title: 'State', align: 'left', rank: 0, cell: ({ state }) => state },
  { title: 'Made', align: 'left', rank: 1, cell: ({ created_at: made }) => shown(made) },
  { title: 'Expires', align: 'left', rank: 2, cell: ({ expires_at: ends }) => shown(ends) },
]

export const keysRevoke: Command = {
  name: 'keys revoke',
  about: 'ends an API key, at once and for good',
  operands: 'NAME',
  examples: [{ does: 'A key that was seen by others', line: 'alacrity keys revoke market' }],
  options: ['config', 'database'],
  formats: [],
  notes: ['A key of the setting api_keys is taken out there.'],
  run: async (call) => {
    const id = nameIn(call.given.positionals, call.command.name)
    const configuration = await configured(call)
    return await withDatabase<ExitStatus>(configuration, { existing: true }, async ({ store }) => {
      if ((await store.keys.revoke(id, Date.now())) === 'unknown') {
        throw new Stop(`There is no key ${id}.`, '`alacrity keys list` shows all.')
      }
      process.stdout.write(`${id} is revoked\n`)
      return 0
    })
  },
}
