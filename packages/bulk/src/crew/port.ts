import { parentPort, workerData } from 'node:worker_threads'
import { BLOCKS_AHEAD, type FromWorker, perform, type ToWorker } from './message.ts'
import { type ScoreTask, Station } from './station.ts'

const station = new Station()
const bytesRead = workerData as Float64Array

/** By call: how many blocks were sent and not yet taken, and who waits for one to be taken. */
const ahead = new Map<number, { count: number; stopped: boolean; wake: () => void }>()

function tell(message: FromWorker, handedOver: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, [...handedOver])
}

async function answer(message: Extract<ToWorker, { kind: 'request' }>): Promise<void> {
  const result = await perform(station, message.request, (bytes) => {
    bytesRead[0] = (bytesRead[0] ?? 0) + bytes
  })
  tell({ kind: 'answer', call: message.call, answer: result })
  await station.prepare()
}

async function score(call: number, task: ScoreTask): Promise<void> {
  const state = { count: 0, stopped: false, wake: () => {} }
  ahead.set(call, state)
  for (const lines of station.score(task)) {
    if (state.stopped) break
    tell({ kind: 'block', call, lines }, [lines.buffer])
    state.count += 1
    while (state.count >= BLOCKS_AHEAD && !state.stopped) {
      await new Promise<void>((resolve) => {
        state.wake = resolve
      })
    }
  }
  ahead.delete(call)
}

function hear(message: ToWorker): Promise<void> | undefined {
  switch (message.kind) {
    case 'request':
      return answer(message)
    case 'score':
      return score(message.call, message.task)
    case 'more':
    case 'stop': {
      const state = ahead.get(message.call)
      if (state === undefined) return undefined
      state.count -= 1
      state.stopped ||= message.kind === 'stop'
      state.wake()
      return undefined
    }
  }
}

parentPort?.on('message', (message: ToWorker) => {
  hear(message)?.catch((error: unknown) => tell({ kind: 'failed', call: message.call, error }))
})
