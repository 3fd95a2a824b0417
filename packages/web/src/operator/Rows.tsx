import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useRef } from 'react'
import classes from './Pages.module.css'

const ROOM = 620

type Props<T> = {
  readonly items: readonly T[]
  /** Every row's height. */
  readonly height: number
  readonly keyOf: (item: T) => string
  readonly name: string
  readonly children: (item: T) => ReactNode
}

/** A list of any length, of which only what is seen is drawn. */
export function Rows<T>({ items, height, keyOf, name, children }: Props<T>) {
  const room = useRef<HTMLElement>(null)
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => room.current,
    estimateSize: () => height,
    overscan: 8,
  })
  const total = rows.getTotalSize()
  return (
    <section
      ref={room}
      className={classes.scroll}
      style={{ height: Math.min(ROOM, total) }}
      // It is scrolled by keyboard too.
      // biome-ignore lint/a11y/noNoninteractiveTabindex: nothing in it may be focusable
      tabIndex={0}
    >
      <ul
        className={classes.list}
        aria-label={name}
        style={{ position: 'relative', height: total, margin: 0 }}
      >
        {rows.getVirtualItems().map(({ index, start }) => {
          const item = items[index] as T
          return (
            <li
              key={keyOf(item)}
              aria-setsize={items.length}
              aria-posinset={index + 1}
              style={{ position: 'absolute', inset: '0 0 auto', top: start, height }}
            >
              {children(item)}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
