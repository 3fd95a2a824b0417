import { Bench } from './bench.ts'
import type { ToWorker } from './message.ts'

// Tries policies beside the page, so that dragging never stutters.
const bench = new Bench({
  now: () => performance.now(),
  tell: (message) => postMessage(message),
})

/** Between two slices whatever came is heard. */
const turn = new MessageChannel()
let isRunning = false
turn.port1.onmessage = () => {
  isRunning = bench.work()
  if (isRunning) turn.port2.postMessage(null)
}

addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  bench.take(data)
  if (isRunning) return
  isRunning = true
  turn.port2.postMessage(null)
})
