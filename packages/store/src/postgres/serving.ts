import { parentPort } from 'node:worker_threads'
import { refusalOf } from '../thread.ts'
import { failureOf } from './failure.ts'

type Wish = { readonly id: number; readonly kind: string }

/**
 * Answers the wishes of the thread that started this one, each with what `obey` comes to, and ends when it is told
 * to and all of them are answered. What has no id is obeyed and not answered.
 */
export function serveWishes<Kind extends { readonly kind: string }>(
  obey: (wish: Kind) => Promise<unknown>,
  end: () => Promise<void>,
): void {
  const port = parentPort
  if (port === null) throw new Error('wishes are served in a worker thread')
  const underWay = new Set<Promise<void>>()
  const answer = async (id: number, result: Promise<unknown>): Promise<void> => {
    try {
      port.postMessage({ id, ok: true, value: await result })
    } catch (error) {
      port.postMessage(refusalOf(id, failureOf(error, 'write')))
    }
  }
  const close = async (id: number): Promise<void> => {
    await Promise.all(underWay)
    await answer(id, end())
    port.close()
  }
  port.on('message', (wish: Wish) => {
    if (wish.kind === 'close') {
      void close(wish.id)
      return
    }
    const result = obey(wish as unknown as Kind)
    if (!('id' in wish)) return
    const answered = answer(wish.id, result).finally(() => underWay.delete(answered))
    underWay.add(answered)
  })
}
