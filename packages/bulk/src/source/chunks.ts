import { createReadStream } from 'node:fs'
import type { Transform } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { Window, type WindowReader } from './window.ts'

export type Packing = 'none' | 'gzip' | 'zstd'

/** An input that is read from its beginning to its end. */
export type Stream = {
  /** `-` is standard input. */
  readonly file: string
  readonly packing: Packing
  /** Bytes that were taken from standard input already, to see what it is. */
  readonly taken: Uint8Array | null
}

const CHUNK = 1 << 20

type Sink = {
  readonly take: (chunk: Uint8Array) => void
  /** Told of bytes as they are stored. */
  readonly onBytes?: (bytes: number) => void
  readonly chunk?: number
}

/**
 * Hands over an input's bytes, unpacked. What comes before an error is handed over first; the promise
 * then gives what is wrong, else null.
 */
function readChunks(stream: Stream, sink: Sink): Promise<string | null> {
  const highWaterMark = sink.chunk ?? CHUNK
  const raw =
    stream.file === '-'
      ? createReadStream('', { fd: 0, autoClose: false, highWaterMark })
      : createReadStream(stream.file, { highWaterMark })
  const unpacked: Transform | null =
    stream.packing === 'gzip'
      ? createGunzip({ chunkSize: CHUNK })
      : stream.packing === 'zstd'
        ? createZstdDecompress({ chunkSize: CHUNK })
        : null
  return new Promise((resolve, reject) => {
    const end = (problem: string | null) => {
      raw.destroy()
      unpacked?.destroy()
      resolve(problem)
    }
    const take = (chunk: Buffer) => {
      try {
        sink.take(chunk)
      } catch (error) {
        reject(error as Error)
        end(null)
      }
    }
    raw.on('error', (error) => end(`cannot be read: ${error.message}`))
    raw.on('data', (chunk) => sink.onBytes?.(chunk.length))
    if (unpacked === null) {
      if (stream.taken !== null) take(Buffer.from(stream.taken))
      raw.on('data', (chunk) => take(chunk as Buffer))
      raw.on('end', () => end(null))
      return
    }
    unpacked.on('data', take)
    unpacked.on('error', (error) => end(`is cut off or damaged (${error.message})`))
    unpacked.on('end', () => end(null))
    if (stream.taken !== null) unpacked.write(stream.taken)
    raw.pipe(unpacked)
  })
}

/** Feeds a reader with an input from a place on; returns what is wrong with the input, or null. */
export async function readStream(
  stream: Stream,
  reader: WindowReader,
  options: {
    readonly start: number
    readonly block: number
    readonly onBytes: (bytes: number) => void
  },
): Promise<string | null> {
  const window = new Window(options.block, reader.allot)
  let skip = options.start
  const problem = await readChunks(stream, {
    chunk: options.block,
    onBytes: options.onBytes,
    take: (chunk) => {
      const skipped = Math.min(skip, chunk.length)
      skip -= skipped
      for (let at = skipped; at < chunk.length; at += options.block) {
        window.append(chunk.subarray(at, at + options.block))
        reader.read(window, false)
      }
    },
  })
  reader.read(window, true)
  return problem
}
