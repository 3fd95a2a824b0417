import { IconRosetteDiscountCheckFilled } from '@tabler/icons-react'
import classes from './Labels.module.css'

type Shown = { readonly labels: readonly string[]; readonly isSmall?: boolean }

/** The published labels as they are; where there is none, nothing. */
export function Labels({ labels, isSmall = false }: Shown) {
  return labels.map((label) => (
    <span key={label} className={classes.mark} data-small={isSmall || undefined}>
      <IconRosetteDiscountCheckFilled size={isSmall ? 13 : 15} aria-hidden="true" />
      {label}
    </span>
  ))
}
