import { existsSync } from 'node:fs'
import type { Command } from '../command/command.ts'
import { type ExitStatus, Stop } from '../command/stop.ts'
import { configured, isOnServer, storeStop, withDatabase } from '../read/service.ts'
import { sentence } from '../read/policy.ts'
import { count } from '../write/words.ts'

export const restore: Command = {
  name: 'restore',
  about: 'puts a copy of `alacrity backup` where no database is yet',
  operands: 'FILE',
  examples: [
    {
      does: 'Under another name, to look at it',
      line: 'alacrity restore monday.db --database restored.db',
    },
  ],
  options: ['config', 'database'],
  formats: [],
  notes: [
    'Nothing is overwritten: a file that is there, or a database on a server that has events, stays. Stop the service, move the old one away, restore, start.',
    'Who was erased after the copy was made is in it: erase them again.',
  ],
  run: async (call) => {
    const [file, another] = call.given.positionals
    if (file === undefined || another !== undefined) {
      throw new Stop('Name one copy.', '`alacrity restore FILE`')
    }
    if (!existsSync(file)) throw new Stop(`There is no file ${file}.`, 'Check the path.')
    const configuration = await configured(call)
    const { settings, server } = configuration
    if (!isOnServer(settings) && existsSync(settings.database)) {
      throw new Stop(
        `${settings.database} exists.`,
        'A restored database overwrites nothing: move that one away, or name another.',
      )
    }
    await server.restoreDatabase(file, settings.database).catch((error: unknown) => {
      const stop = storeStop(server, error, settings.database)
      if (stop !== error || !(error instanceof Error)) throw stop
      throw new Stop(sentence(error.message), 'Nothing was changed. Name another copy or database.')
    })
    return await withDatabase<ExitStatus>(configuration, { existing: true }, async ({ store }) => {
      const { accepted } = await store.log.counts()
      process.stdout.write(`restored from ${file}: ${count(accepted, 'event')}\n`)
      return 0
    })
  },
}
