import type { Steps } from '../steps.ts'
import { audit } from './audit.ts'
import { contests } from './contests.ts'
import { keys } from './keys.ts'
import { labels } from './labels.ts'
import { log } from './log.ts'
import { members } from './members.ts'
import { notices } from './notices.ts'
import { outbox } from './outbox.ts'
import { policies } from './policies.ts'
import { turns } from './turns.ts'

/** Every method of the port that is the same sequence of statements on every database. */
export const ACTS = {
  audit,
  contests,
  keys,
  labels,
  log,
  members,
  notices,
  outbox,
  policies,
  turns,
} as const

export type Capability = keyof typeof ACTS

/** A call of one of them: what to do, as data that can be sent to where the database is. */
export type Call = {
  readonly capability: Capability
  readonly method: string
  readonly parameters: readonly unknown[]
}

type AnyAct = {
  readonly writes: boolean
  readonly steps: (...parameters: readonly unknown[]) => Steps<unknown>
}

/** The act a call names. Throws for one that does not exist: only our own code makes calls. */
export function actOf({ capability, method }: Call): AnyAct {
  const acts: Readonly<Record<string, unknown>> = ACTS[capability]
  const act = acts[method]
  if (act === undefined) throw new Error(`no act ${capability}.${method}`)
  return act as AnyAct
}

/** A capability of the port whose every method makes a call. */
export function bind<Port>(
  capability: Capability,
  perform: (call: Call) => Promise<unknown>,
): Port {
  const methods = Object.keys(ACTS[capability]).map((method) => [
    method,
    (...parameters: readonly unknown[]) => perform({ capability, method, parameters }),
  ])
  return Object.fromEntries(methods) as Port
}
