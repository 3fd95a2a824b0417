import type { Explanation } from '../report/explain.ts'

/** Who is looking. An operator gives the reason for wanting one member's score, or none [DS5]. */
export type Viewer =
  | { readonly kind: 'member'; readonly member: string }
  | { readonly kind: 'client' }
  | { readonly kind: 'public' }
  | { readonly kind: 'operator'; readonly reason: string | null }

/** What was published at the last epoch: the labels a member then held [LB5]. */
export type Published = { readonly epoch: string; readonly labels: readonly string[] }

/** A member as the system knows them. Whoever is not a known member has neither part. */
export type Subject = {
  readonly member: string
  readonly published: Published | null
  /** Everything about the score; null where nothing was computed. */
  readonly explanation: Explanation | null
  /** The member asked for restriction or opted out: clients see nothing. */
  readonly restricted: boolean
}

declare const disclosed: unique symbol

/** Only this module makes views, so nothing undisclosed can be sent by accident [DS7]. */
export type View = { readonly [disclosed]: true } & (
  | { readonly kind: 'explanation'; readonly explanation: Explanation }
  | { readonly kind: 'labels'; readonly labels: readonly string[] }
  | { readonly kind: 'nothing' }
)

/**
 * What a viewer may see of a member: the one decision there is [DS1, DS2, DS5]. Clients and the public see
 * the held labels, and the same empty list for every reason of having none. A member who is not the viewer,
 * an unknown member and an operator without a reason all give nothing.
 */
export function disclose(viewer: Viewer, subject: Subject): View {
  switch (viewer.kind) {
    case 'client':
    case 'public':
      return view({ kind: 'labels', labels: publicLabels(subject) })
    case 'member':
      return viewer.member === subject.member ? whole(subject) : view({ kind: 'nothing' })
    case 'operator':
      return (viewer.reason ?? '').trim() === '' ? view({ kind: 'nothing' }) : whole(subject)
  }
}

function publicLabels(subject: Subject): readonly string[] {
  return subject.restricted ? [] : (subject.published?.labels ?? [])
}

function whole({ explanation }: Subject): View {
  return explanation === null
    ? view({ kind: 'nothing' })
    : view({ kind: 'explanation', explanation })
}

type Bare = View extends infer V ? (V extends unknown ? Omit<V, typeof disclosed> : never) : never

function view(bare: Bare): View {
  return bare as View
}

/** The bytes a viewer is sent: a function of the view alone. */
export function viewText(shown: View): string {
  switch (shown.kind) {
    case 'labels':
      return JSON.stringify({ labels: shown.labels })
    case 'explanation':
      return JSON.stringify(shown.explanation)
    case 'nothing':
      return '{}'
  }
}
