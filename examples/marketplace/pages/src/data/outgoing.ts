import type { OpenConversation } from '../../../src/shapes.ts'
import { text as words } from '../strings.ts'
import { call, isTemporary, Refusal } from './call.ts'
import { keep, kept } from './keep.ts'
import { conversationPath, takeConversation } from './queries.ts'
import { person, who } from './session.ts'
import { signal } from './signal.ts'

export type Answer = 'accept' | 'decline' | 'quote'

/** A message on its way. Its id goes with it, so that sending it again never makes it two. */
export type Outgoing = {
  readonly id: string
  readonly conversation: string
  readonly text: string
  readonly answer: Answer | null
  readonly thanks: boolean
  /** `held`: goes again by itself when it can; `refused`: somebody has to do something. */
  readonly state: 'sending' | 'held' | 'refused'
  readonly why: string
}

export const outgoing = signal<readonly Outgoing[]>([])

const nameOf = (id: string) => `outgoing ${id}`

// A reload in the middle of sending: nobody knows whether it arrived, and sending again does no harm.
function restore(): void {
  const me = person()
  if (me === null) return
  const found = kept<readonly Outgoing[]>(nameOf(me.id), [])
  outgoing.set(
    found.map((each) =>
      each.state === 'sending' ? { ...each, state: 'held', why: words.talk.uncertain } : each,
    ),
  )
}
let restored = ''
who.watch(() => {
  const id = person()?.id ?? ''
  if (id === restored) return
  restored = id
  restore()
})

function store(all: readonly Outgoing[]): void {
  outgoing.set(all)
  const me = person()
  if (me !== null) keep(nameOf(me.id), all.length === 0 ? undefined : all)
}

const replace = (id: string, change: Partial<Outgoing>): void =>
  store(outgoing.get().map((each) => (each.id === id ? { ...each, ...change } : each)))

/** Forgets a message that did not go out. */
export const discard = (id: string): void => store(outgoing.get().filter((each) => each.id !== id))

export type Wish = Pick<Outgoing, 'conversation' | 'text' | 'answer' | 'thanks'>

export function send(wish: Wish): void {
  const message: Outgoing = { ...wish, id: crypto.randomUUID(), state: 'sending', why: '' }
  store([...outgoing.get(), message])
  void deliver(message)
}

export function sendAgain(message: Outgoing): void {
  replace(message.id, { state: 'sending', why: '' })
  void deliver(message)
}

/** Sends what was held back, in its order. */
export function resend(): void {
  for (const message of outgoing.get()) if (message.state === 'held') sendAgain(message)
}

async function deliver({ id, conversation, text, answer, thanks }: Outgoing): Promise<void> {
  const body = { id, text, ...(answer === null ? {} : { answer }), ...(thanks ? { thanks } : {}) }
  try {
    const path = `${conversationPath(conversation)}/messages`
    takeConversation(await call<OpenConversation>('POST', path, body))
    discard(id)
  } catch (error) {
    const { message: why } = error as Error
    const waits = isTemporary(error) || (error instanceof Refusal && error.status === 401)
    replace(id, { state: waits ? 'held' : 'refused', why })
  }
}
