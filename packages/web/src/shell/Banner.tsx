import { IconAlertTriangle, IconLock } from '@tabler/icons-react'
import classes from './Banner.module.css'

type Shown = {
  readonly kind: 'wait' | 'warn'
  readonly title: string
  readonly about: string
}

/** Something that concerns the whole page, said calmly above it. */
export function Banner({ kind, title, about }: Shown) {
  const Icon = kind === 'wait' ? IconLock : IconAlertTriangle
  return (
    <div className={classes.banner} data-kind={kind} role="status">
      <Icon size={20} aria-hidden="true" className={classes.icon} />
      <div>
        <strong>{title}</strong>
        <p>{about}</p>
      </div>
    </div>
  )
}
