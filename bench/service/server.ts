import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/** Processor time of the thread that answers, and the memory of the whole process. */
export type Usage = { readonly cpuMs: number; readonly rss: number }
export type Server = {
  readonly port: number
  readonly usage: () => Promise<Usage>
  /** Publishes what is due. */
  readonly work: () => Promise<unknown>
  /** Folds all that is stored. */
  readonly settle: () => Promise<unknown>
  readonly stop: () => Promise<void>
}

/** Starts a server in a process of its own, whose clock starts at an instant or is the machine's. */
export async function startServer(
  kind: 'empty' | 'service',
  settings: Readonly<Record<string, unknown>> = {},
  from: number | null = null,
): Promise<Server> {
  const told = [kind, JSON.stringify(settings), ...(from === null ? [] : [String(from)])]
  const child = fork(new URL('./child.ts', import.meta.url), told)
  const { port } = await heard<{ port: number }>(child)
  const ask = async (what: string): Promise<Usage> => {
    child.send(what)
    return await heard<Usage>(child)
  }
  return {
    port,
    usage: () => ask('usage'),
    work: () => ask('work'),
    settle: () => ask('settle'),
    stop: async () => {
      const ended = once(child, 'exit')
      child.send('stop')
      await ended
    },
  }
}

async function heard<T>(child: ChildProcess): Promise<T> {
  const [message] = (await once(child, 'message')) as [T]
  return message
}
