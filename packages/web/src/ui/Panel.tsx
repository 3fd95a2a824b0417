import { Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import classes from './Panel.module.css'

type Shown = {
  readonly title: string
  /** Beside the title, at the end of its line. */
  readonly aside?: ReactNode
  readonly about?: ReactNode
  readonly children: ReactNode
  readonly className?: string
}

/** One subject of a page, with its title. */
export function Panel({ title, aside, about, children, className }: Shown) {
  const id = useId()
  return (
    <section className={`${classes.panel} ${className ?? ''}`} aria-labelledby={id}>
      <div className={classes.head}>
        <Title order={2} id={id}>
          {title}
        </Title>
        {aside}
      </div>
      {about === undefined ? null : <p className={classes.about}>{about}</p>}
      {children}
    </section>
  )
}
