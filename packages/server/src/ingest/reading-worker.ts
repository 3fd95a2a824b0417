import { parentPort } from 'node:worker_threads'
import { Refusal } from '../base/errors.ts'
import { type Reading, readEvents } from './reading.ts'
import type { Read, ToRead } from './reading-thread.ts'

// The thread that reads large bodies: taking five hundred events apart and checking them takes milliseconds.

const port = parentPort
if (port === null) throw new Error('bodies are read in a worker thread')

function read({ id, body, seed }: ToRead): Read {
  try {
    return { id, kind: 'read', reading: readEvents(body, seed) }
  } catch (error) {
    if (error instanceof Refusal)
      return { id, kind: 'refused', code: error.code, about: error.about }
    return {
      id,
      kind: 'failed',
      message: error instanceof Error ? (error.stack ?? '') : String(error),
    }
  }
}

function memoryOf({ answer, parcel }: Reading): ArrayBuffer[] {
  return parcel === null ? [answer.buffer] : [answer.buffer, parcel.events.buffer]
}

port.on('message', (wish: ToRead) => {
  const done = read(wish)
  port.postMessage(done, done.kind === 'read' ? memoryOf(done.reading) : [])
})
