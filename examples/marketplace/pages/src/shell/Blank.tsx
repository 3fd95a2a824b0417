import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './Blank.module.css'

type Shown = {
  readonly icon: Icon
  readonly title: string
  readonly about: string
  /** Whether it stands for the whole page. */
  readonly isPage?: boolean
  readonly children?: ReactNode
}

/** A place with nothing in it, which says why and what can be done. */
export function Blank({ icon: Sign, title, about, isPage = false, children }: Shown) {
  const Heading = isPage ? 'h1' : 'h2'
  return (
    <div className={classes.blank}>
      <span className={classes.sign}>
        <Sign size={26} stroke={1.5} aria-hidden="true" />
      </span>
      <Heading className={classes.title}>{title}</Heading>
      <p className={classes.about}>{about}</p>
      {children}
    </div>
  )
}
