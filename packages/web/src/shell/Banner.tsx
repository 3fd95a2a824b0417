import { IconAlertTriangle, IconLock } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './Banner.module.css'

type Shown = {
  readonly kind: 'wait' | 'warn'
  readonly title: string
  readonly about: string
  /** What can be done about it. */
  readonly children?: ReactNode
}

/** Something that concerns the whole page, said calmly above it. */
export function Banner({ kind, title, about, children }: Shown) {
  const Icon = kind === 'wait' ? IconLock : IconAlertTriangle
  return (
    <div className={classes.banner} data-kind={kind} role="status">
      <Icon size={20} aria-hidden="true" className={classes.icon} />
      <div className={classes.words}>
        <strong>{title}</strong>
        <p>{about}</p>
      </div>
      {children}
    </div>
  )
}
