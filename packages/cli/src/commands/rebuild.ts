import type { Command } from '../command/command.ts'
import { configured, takesNothing, withDatabase } from '../read/service.ts'
import { say } from '../write/say.ts'
import { count } from '../write/words.ts'

export const rebuild: Command = {
  name: 'rebuild',
  about: 'drops what was computed from the events, and computes it again',
  operands: '',
  examples: [
    { does: 'After a doubt about the database', line: 'alacrity rebuild --database market.db' },
  ],
  options: ['config', 'database'],
  formats: [],
  notes: [
    'Events are the truth: turns come out the same to the byte, and it is said if they do not. What was published stays a record and is not touched.',
  ],
  run: async (call) => {
    takesNothing(call)
    const configuration = await configured(call)
    return await withDatabase(configuration, { existing: true }, async ({ store }) => {
      const { accepted } = await store.log.counts()
      const { same, after } = await configuration.server.rebuild(store)
      const events = count(accepted, 'event')
      process.stdout.write(`rebuilt from ${events}: ${after.slice(0, 16)}\n`)
      if (same) return 0
      say('What was there did not follow from the events; now it does.')
      say('    Please report it; `alacrity backup` checks the database for damage.')
      return 1
    })
  },
}
