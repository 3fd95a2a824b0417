import { constants } from 'node:os'
import { endsInOrder } from './command/interrupt.ts'
import { runCommand } from './command/run.ts'
import { removeUnfinished } from './write/destination.ts'

/** A reader that has seen enough (`| head`) is no fault. */
function endQuietly(error: NodeJS.ErrnoException): void {
  removeUnfinished()
  if (error.code !== 'EPIPE') throw error
  process.exit(process.exitCode ?? 0)
}

process.stdout.on('error', endQuietly)
process.stderr.on('error', endQuietly)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (endsInOrder()) return
    removeUnfinished()
    process.exit(128 + constants.signals[signal])
  })
}

process.exitCode = await runCommand(process.argv.slice(2))
