import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Stop } from '../command/stop.ts'
import { breathe } from './say.ts'

/** Where an answer goes. Nothing is kept until `finish`; `abandon` leaves no trace. */
export type Destination = {
  readonly write: (text: string) => Promise<void>
  readonly finish: () => Promise<void>
  readonly abandon: () => void
}

const CHUNK = 65_536

/** Files begun and not yet complete; whatever ends the process removes them. */
const unfinished = new Set<string>()

export function removeUnfinished(): void {
  for (const path of unfinished) rmSync(path, { force: true })
  unfinished.clear()
}

/** Standard output, or a file that appears under its name only when it is complete. */
export function destinationOf(file: string | null): Destination {
  return file === null ? standardOutput() : wholeFile(file)
}

function standardOutput(): Destination {
  let waiting = ''
  const flush = async (): Promise<void> => {
    const text = waiting
    waiting = ''
    if (text === '' || process.stdout.write(text)) return
    await new Promise<void>((resolve) => process.stdout.once('drain', resolve))
  }
  return {
    write: async (text) => {
      waiting += text
      if (waiting.length >= CHUNK) await flush()
    },
    finish: flush,
    abandon: () => {
      waiting = ''
    },
  }
}

function wholeFile(file: string): Destination {
  const part = join(dirname(file), `.${basename(file)}.${process.pid}.part`)
  const stop = (error: unknown): Stop => {
    const reason = error instanceof Error ? error.message : String(error)
    return new Stop(
      `${file} cannot be written: ${reason}.`,
      'Name a file in a folder you may write to.',
    )
  }
  const guarded = <Result>(work: () => Result): Result => {
    try {
      return work()
    } catch (error) {
      throw stop(error)
    }
  }
  const handle = guarded(() => openSync(part, 'wx'))
  unfinished.add(part)
  let waiting = ''
  const flush = (): void => {
    const bytes = Buffer.from(waiting)
    waiting = ''
    for (let from = 0; from < bytes.length; ) from += writeSync(handle, bytes, from)
  }
  return {
    write: async (text) => {
      waiting += text
      if (waiting.length < CHUNK) return
      guarded(flush)
      await breathe()
    },
    finish: async () => {
      guarded(() => {
        flush()
        closeSync(handle)
        renameSync(part, file)
      })
      unfinished.delete(part)
    },
    abandon: () => {
      rmSync(part, { force: true })
      unfinished.delete(part)
    },
  }
}
