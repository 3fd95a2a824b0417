import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Stop } from '../command/stop.ts'
import { breathe } from './say.ts'

/** Where an answer goes. Nothing is kept until `finish`; `abandon` leaves no trace. */
export type Destination = {
  readonly write: (text: string | Uint8Array) => Promise<void>
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
  const send = async (text: string | Uint8Array): Promise<void> => {
    if (text.length === 0 || process.stdout.write(text)) return
    await new Promise<void>((resolve) => process.stdout.once('drain', resolve))
  }
  const flush = async (): Promise<void> => {
    const text = waiting
    waiting = ''
    await send(text)
  }
  return {
    write: async (text) => {
      if (typeof text !== 'string') {
        await flush()
        return send(text)
      }
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
  const put = (bytes: Uint8Array): void => {
    for (let from = 0; from < bytes.length; ) from += writeSync(handle, bytes, from)
  }
  const flush = (): void => {
    put(Buffer.from(waiting))
    waiting = ''
  }
  return {
    write: async (text) => {
      const isText = typeof text === 'string'
      if (isText) waiting += text
      if (isText && waiting.length < CHUNK) return
      guarded(() => {
        flush()
        if (!isText) put(text)
      })
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
