import type { Person } from '../../../src/shapes.ts'
import classes from './Face.module.css'

type Shown = { readonly person: Person; readonly size?: number }

/** Somebody's initials on their colour; the name stands beside it. */
export function Face({ person: { initials, colour }, size = 40 }: Shown) {
  const style = { width: size, height: size, background: colour, fontSize: size * 0.38 }
  return (
    <span className={classes.face} style={style} aria-hidden="true">
      {initials}
    </span>
  )
}
