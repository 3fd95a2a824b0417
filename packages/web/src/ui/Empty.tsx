import type { TablerIcon } from '@tabler/icons-react'
import classes from './Empty.module.css'

type Shown = { readonly icon: TablerIcon; readonly title: string; readonly text: string }

/** Where there is nothing to list: what would stand here, said kindly. */
export function Empty({ icon: Icon, title, text }: Shown) {
  return (
    <div className={classes.empty}>
      <Icon size={28} stroke={1.5} aria-hidden="true" />
      <strong>{title}</strong>
      <p>{text}</p>
    </div>
  )
}
