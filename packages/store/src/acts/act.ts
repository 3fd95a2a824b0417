import type { Steps } from '../steps.ts'

/** A method of the port as steps in one transaction, which reads only or writes. */
export type Act<Parameters extends readonly unknown[], Result> = {
  readonly writes: boolean
  readonly steps: (...parameters: Parameters) => Steps<Result>
}

/** Every method of a capability as an act. */
export type Acts<Capability> = {
  readonly [method in keyof Capability]: Capability[method] extends (
    ...parameters: infer Parameters
  ) => Promise<infer Result>
    ? Act<Parameters, Result>
    : never
}

export function reading<Parameters extends readonly unknown[], Result>(
  steps: (...parameters: Parameters) => Steps<Result>,
): Act<Parameters, Result> {
  return { writes: false, steps }
}

export function writing<Parameters extends readonly unknown[], Result>(
  steps: (...parameters: Parameters) => Steps<Result>,
): Act<Parameters, Result> {
  return { writes: true, steps }
}
