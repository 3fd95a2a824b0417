import type { Call, CallOptions } from './call.ts'

export type Readiness = {
  readonly ready: boolean
  readonly checks: readonly { readonly name: string; readonly ok: boolean }[]
}

export type ServiceCalls = {
  /** Whether the process answers at all. Never rejects. */
  readonly isLive: (options?: CallOptions) => Promise<boolean>
  /** Rejects with `not_ready`, which names what is missing. */
  readonly readiness: (options?: CallOptions) => Promise<Readiness>
  /** What the service counts, in the text format of Prometheus; for operators. */
  readonly metrics: (options?: CallOptions) => Promise<string>
  /** The OpenAPI 3.1 document. */
  readonly openApi: (options?: CallOptions) => Promise<Readonly<Record<string, unknown>>>
}

/** The service itself. */
export function serviceCalls(call: Call): ServiceCalls {
  const anonymous = true
  return {
    isLive: (options) =>
      call.text({ path: '/livez', anonymous, ...options }).then(
        () => true,
        () => false,
      ),
    readiness: (options) => call.json({ path: '/readyz', anonymous, ...options }),
    metrics: (options) => call.text({ path: '/metrics', ...options }),
    openApi: (options) => call.json({ path: '/openapi.json', anonymous, ...options }),
  }
}
