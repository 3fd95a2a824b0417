import { closeSync, openSync, readSync } from 'node:fs'
import { ArenaFull } from '../column/arena.ts'
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

export type RangeRead = {
  /**
   * Where the last complete row ended: short of the range's end where a quoted cell runs across it, which
   * means that the range was cut at the wrong place, and where the reader was full.
   */
  readonly end: number
  readonly full: boolean
}

/** Reads a range in blocks, until its end or until the reader has no more room. */
export function readRange(range: FileRange, reader: WindowReader, pace: Pace): RangeRead {
  const window = new Window(Math.min(pace.block, range.to - range.from) + 1024, reader.allot)
  const fd = openSync(range.file, 'r')
  let position = range.from
  const read = (full: boolean) => ({ end: position - (window.to - window.from), full })
  try {
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
    return read(false)
  } catch (error) {
    if (error instanceof ArenaFull) return read(true)
    throw error
  } finally {
    closeSync(fd)
  }
}
