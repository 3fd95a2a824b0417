/**
 * A token, or a function that gets one. The function is asked once and its token is kept until the service
 * refuses it; then it is asked again with `refused`, so that it can go past a cache of its own.
 */
export type TokenSource =
  | string
  | ((about: { readonly refused: string | null }) => string | Promise<string>)

export type Token = {
  /** The token to show now; null: call without any. */
  readonly current: () => Promise<string | null>
  /** Gets another than the refused one; false where there is no other. Calls at one time share one. */
  readonly renew: (refused: string) => Promise<boolean>
}

export function tokenOf(source: TokenSource | null): Token {
  if (typeof source !== 'function') {
    return { current: async () => source, renew: async () => false }
  }
  let kept: Promise<string> | null = null
  const ask = (refused: string | null): Promise<string> => {
    const asked = Promise.resolve(source({ refused }))
    kept = asked
    // A failure is not kept: the next call asks again.
    asked.catch(() => {
      if (kept === asked) kept = null
    })
    return asked
  }
  return {
    current: () => kept ?? ask(null),
    renew: async (refused) => {
      const known = kept
      // Another call may have renewed it meanwhile.
      if (known !== null && (await known) !== refused) return true
      return (await (kept === known ? ask(refused) : (kept ?? ask(refused)))) !== refused
    },
  }
}
