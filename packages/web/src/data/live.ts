import { isTemporary, service } from './service.ts'
import { signal } from './signal.ts'

/** The state of the stream, for whoever looks at the page; `off`: no page follows one. */
export type Stream = 'off' | 'connecting' | 'open' | 'lost'

export const stream = signal<Stream>('off')

type Watch = {
  readonly member: string
  /** Something may be new; also after every gap, in which something may have been missed. */
  readonly onChanged: () => void
  readonly signal: AbortSignal
}

/** Follows what happens to a member until it is aborted; connects again by itself. */
export async function follow({ member, onChanged, signal: stop }: Watch): Promise<void> {
  stream.set('connecting')
  try {
    const said = service()
      .member(member)
      .live({ signal: stop, onTrouble: () => stream.set('lost') })
    for await (const _signal of said) {
      stream.set('open')
      onChanged()
    }
  } catch (error) {
    // A token that is refused is told by the session.
    if (!stop.aborted) stream.set(isTemporary(error) ? 'lost' : 'off')
  }
}
