import type { Turn } from '@alacrity/sdk'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import {
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { wordsOf } from '../data/service.ts'
import { text } from '../strings/en.ts'
import { LedgerRow } from './LedgerRow.tsx'
import classes from './Messages.module.css'

const words = text.member.happened
const ROW = 62
const ROW_PHONE = 96
const PHONE = '(max-width: 48em)'
/** How many rows stand in for the list until its length is known. */
const WAITING_ROWS = 10

/** How many rows a key goes on; Home and End go all the way. */
const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
}

type Props = {
  readonly total: number | null
  readonly turnAt: (index: number) => Turn | undefined
  readonly onShown: (from: number, until: number) => void
  readonly error: unknown
  readonly contested: ReadonlySet<string>
}

/** The list itself: only the rows in sight exist, and each has its place before it has its words. */
export function Ledger({ total, turnAt, onShown, error, contested }: Props) {
  const list = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  const [row] = useState(() => (matchMedia(PHONE).matches ? ROW_PHONE : ROW))
  useLayoutEffect(() => setTop(list.current?.offsetTop ?? 0), [])
  const rows = useWindowVirtualizer({
    count: total ?? WAITING_ROWS,
    estimateSize: () => row,
    overscan: 8,
    scrollMargin: top,
  })
  const items = rows.getVirtualItems()
  const from = items[0]?.index ?? 0
  const until = items.at(-1)?.index ?? 0
  useEffect(() => onShown(from, until))
  const walk = useWalk({ list, total, scrollTo: rows.scrollToIndex })
  if (error !== null && error !== undefined) return <p role="alert">{wordsOf(error)}</p>
  return (
    <div
      role="table"
      aria-label={words.title}
      aria-rowcount={total ?? -1}
      className={classes.table}
    >
      <div role="row" className={classes.header}>
        {Object.entries(words.columns).map(([key, name]) => (
          <span role="columnheader" key={key}>
            {name === '' ? <span className="only-read">{text.member.act.wrong}</span> : name}
          </span>
        ))}
      </div>
      <div
        ref={list}
        role="rowgroup"
        className={classes.list}
        style={{ height: rows.getTotalSize() }}
        onKeyDown={walk}
      >
        {items.map(({ index, start, size }) => (
          <div
            key={index}
            role="row"
            aria-rowindex={index + 1}
            className={classes.row}
            style={{ height: size, transform: `translateY(${start - top}px)` }}
          >
            <LedgerRow turn={turnAt(index)} contested={contested} />
          </div>
        ))}
      </div>
    </div>
  )
}

type WalkPorts = {
  readonly list: RefObject<HTMLElement | null>
  readonly total: number | null
  readonly scrollTo: (index: number) => void
}

/** Keys lead from row to row, also to one that is far away: a virtual list has only those in sight. */
function useWalk({ list, total, scrollTo }: WalkPorts): (event: KeyboardEvent) => void {
  const wanted = useRef<number | null>(null)
  // The row that the keyboard goes to gets the focus once it exists.
  const reach = () => {
    if (wanted.current === null) return
    const button = list.current?.querySelector<HTMLElement>(
      `[aria-rowindex="${wanted.current + 1}"] button`,
    )
    if (button === null || button === undefined) return
    wanted.current = null
    button.focus({ preventScroll: true })
  }
  useEffect(reach)
  return (event) => {
    const step = STEPS[event.key]
    const at = event.target
    if (step === undefined || !(at instanceof HTMLElement)) return
    // What a menu of a row hears comes by here too.
    const row = list.current?.contains(at) === true ? at.closest('[role=row]') : null
    if (row === null || at.ariaExpanded === 'true') return
    event.preventDefault()
    const here = Number(row.getAttribute('aria-rowindex')) - 1
    wanted.current = Math.max(0, Math.min((total ?? 1) - 1, here + step))
    scrollTo(wanted.current)
    reach()
  }
}
