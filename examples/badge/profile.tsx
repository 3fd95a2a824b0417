import '@alacrity/badge'
import type { ReactNode } from 'react'

type BadgeAttributes = {
  readonly member: string
  readonly src?: string
  readonly label?: string
  readonly text?: string
  readonly explanation?: string
  readonly reserve?: boolean
}

// React takes the element as it is; this tells TypeScript.
declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'responsive-badge': BadgeAttributes &
        DetailedHTMLProps<HTMLAttributes<HTMLElement>, HTMLElement>
    }
  }
}

const ALACRITY = 'http://127.0.0.1:8787'

export type Freelancer = { readonly id: string; readonly name: string }

/** A profile's heading. Badges in a list of hundreds still share a call. */
export function ProfileHeading({ freelancer }: { readonly freelancer: Freelancer }): ReactNode {
  return (
    <h1>
      {freelancer.name} <responsive-badge member={freelancer.id} src={ALACRITY} />
    </h1>
  )
}
