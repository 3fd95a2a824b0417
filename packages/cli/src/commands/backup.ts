import { existsSync } from 'node:fs'
import type { Command } from '../command/command.ts'
import { type ExitStatus, Stop } from '../command/stop.ts'
import { configured, withDatabase } from '../read/service.ts'
import { count } from '../write/words.ts'

export const backup: Command = {
  name: 'backup',
  about: 'a checked copy of the database, while the service runs',
  operands: 'FILE',
  examples: [
    { does: 'A copy of the configured database', line: 'alacrity backup monday.db' },
    {
      does: 'Of another one',
      line: 'alacrity backup market-copy.db --database market.db',
    },
  ],
  options: ['config', 'database'],
  formats: [],
  notes: [
    'The database is checked first; of a damaged one no copy is made. The copy appears only when it is whole, and overwrites nothing. What comes in meanwhile may be in it as well.',
    'Of SQLite the copy is a database like it. Of PostgreSQL it is a text that `alacrity restore` reads; pg_dump and continuous archiving are the tools for a large one.',
  ],
  run: async (call) => {
    const [file, another] = call.given.positionals
    if (file === undefined || another !== undefined) {
      throw new Stop('Name one file for the copy.', '`alacrity backup FILE`')
    }
    if (existsSync(file))
      throw new Stop(`${file} exists.`, 'A backup overwrites nothing: name another.')
    const configuration = await configured(call)
    const { server } = configuration
    return await withDatabase<ExitStatus>(configuration, { existing: true }, async ({ store }) => {
      const { accepted } = await store.log.counts()
      await server.backup(store, file).catch((error: unknown) => {
        if (!(error instanceof Error) || !error.message.includes('damaged')) throw error
        throw new Stop(sentenceOf(error.message), 'Restore the last backup, or report this.')
      })
      process.stdout.write(`${file} holds ${count(accepted, 'event')}, and is sound\n`)
      return 0
    })
  },
}

const sentenceOf = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
