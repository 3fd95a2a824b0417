import type { Problem } from '../../../src/shapes.ts'
import { text } from '../strings.ts'
import { signal } from './signal.ts'

const TIMEOUT_MS = 20_000
const SIGNED_OUT = 401

/** Why a call did not do what it should; `message` can be shown to people. */
export class Refusal extends Error {
  readonly code: string
  /** 0: the marketplace could not be reached. */
  readonly status: number

  constructor(status: number, { code, message }: Problem) {
    super(message)
    this.code = code
    this.status = status
  }
}

/** Whether it may go well the next time without anybody changing anything. */
export const isTemporary = (error: unknown): boolean =>
  error instanceof Refusal && (error.status === 0 || error.status >= 500)

export const isAbsent = (error: unknown): boolean =>
  error instanceof Refusal && error.status === 404

/** Whether the last call reached the marketplace. */
export const reachable = signal(true)

let signedOut = () => {}
/** Hears when the marketplace no longer knows who this is. */
export function whenSignedOut(listener: () => void): void {
  signedOut = listener
}

/** Asks the marketplace. Throws a `Refusal`. */
export async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await reach(method, path, body)
  if (response.ok) return (await response.json()) as T
  const problem = await response.json().catch(() => null)
  const said = problem === null || response.status >= 500 ? BROKEN : (problem as Problem)
  if (response.status === SIGNED_OUT) signedOut()
  throw new Refusal(response.status, said)
}

const BROKEN = { code: 'internal', message: text.bad.broken }

async function reach(method: string, path: string, body?: unknown): Promise<Response> {
  try {
    const response = await fetch(path, {
      method,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
    reachable.set(true)
    return response
  } catch {
    reachable.set(false)
    throw new Refusal(0, { code: 'unreachable', message: text.bad.unreachable })
  }
}
