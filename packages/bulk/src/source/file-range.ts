import { closeSync, openSync, readSync } from 'node:fs'
import { Window, type WindowReader } from './window.ts'

/** Bytes of a file that begin and end at rows. */
export type FileRange = {
  readonly file: string
  readonly from: number
  readonly to: number
  /** Whether the file ends with it. */
  readonly final: boolean
}

export type Pace = {
  /** How many bytes are read at once. */
  readonly block: number
  readonly onBytes: (bytes: number) => void
}

/**
 * Reads a range in blocks. Returns where the last complete row ended: short of the range's end where a
 * quoted cell runs across it, which means that the range was cut at the wrong place.
 */
export function readRange(range: FileRange, reader: WindowReader, pace: Pace): number {
  const fd = openSync(range.file, 'r')
  try {
    const window = new Window(Math.min(pace.block, range.to - range.from) + 1024, reader.allot)
    let position = range.from
    while (position < range.to) {
      const wanted = Math.min(pace.block, range.to - position)
      window.makeRoom(wanted)
      const got = readSync(fd, window.bytes, window.to, wanted, position)
      if (got === 0) break
      window.to += got
      position += got
      pace.onBytes(got)
      reader.read(window, range.final && position >= range.to)
    }
    return position - (window.to - window.from)
  } finally {
    closeSync(fd)
  }
}
