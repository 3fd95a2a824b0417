/** Who is asking, as far as it could be proven. */
export type Principal =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'client'; readonly client: string }
  | { readonly kind: 'member'; readonly member: string }
  /** `person`: signed in, where an API key is a program. */
  | { readonly kind: 'operator'; readonly operator: string; readonly person: boolean }
  | { readonly kind: 'ingest'; readonly key: string }
  /** A page of the marketplace that shows one member's score, and nothing else. */
  | { readonly kind: 'embed'; readonly member: string }

/** How audit and contests name who acted. */
export function nameOf(principal: Principal): string {
  switch (principal.kind) {
    case 'anonymous':
      return 'anonymous'
    case 'client':
      return `client:${principal.client}`
    case 'member':
      return `member:${principal.member}`
    case 'operator':
      return `operator:${principal.operator}`
    case 'ingest':
      return `ingest:${principal.key}`
    case 'embed':
      return `embed:${principal.member}`
  }
}
