import { type KeyboardEvent, memo, type PointerEvent, useRef } from 'react'
import { text } from '../../strings/en.ts'
import { score, whole } from '../../strings/format.ts'
import type { Consequences } from '../trial/message.ts'
import classes from './Distribution.module.css'
import type { Side, Thresholds } from './thresholds.ts'

const words = text.operator.trial
/** Hundredths of a point. */
const FULL = 10_000
const STEP = 50
const LEAP = 500
const BIN = 200

type Props = {
  readonly of: Consequences
  /** Thresholds as the draft has them, ahead of what was worked out. */
  readonly at: Thresholds
  readonly move: (side: Side, hundredths: number) => void
}

/** The scores of everybody, with the thresholds of the label through them. */
export function Distribution({ of, at, move }: Props) {
  const chart = useRef<HTMLDivElement>(null)
  const { shape } = of
  if (shape === null) return null
  const most = Math.max(1, ...shape.bins)
  const grant = at.grant ?? FULL + 1
  const above = shape.bins.reduce((sum, n, bin) => (bin * BIN >= grant ? sum + n : sum), 0)
  return (
    <>
      <div className={classes.chart} ref={chart}>
        <div className={classes.bars} aria-hidden="true">
          {shape.bins.map((n, bin) => (
            <span
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
              key={bin}
              className={classes.bar}
              data-has={hasAt(bin, at)}
              style={{ height: `${n === 0 ? 0 : Math.max(1.2, (100 * n) / most)}%` }}
            />
          ))}
        </div>
        {(['keep', 'grant'] as const).map((side) => (
          <Handle key={side} side={side} at={at[side]} chart={chart} move={move} />
        ))}
        <div className={`${classes.axis} figures`} aria-hidden="true">
          {[0, 20, 40, 60, 80, 100].map((value) => (
            <span key={value}>{whole(value)}</span>
          ))}
        </div>
      </div>
      <p className={classes.summary} data-testid="shape">
        {at.grant === null
          ? words.noThreshold
          : words.summary({
              members: shape.members,
              scored: shape.scored,
              above,
              at: at.grant / 100,
            })}
      </p>
      <Table bins={shape.bins} />
    </>
  )
}

const Table = memo(function Table({ bins }: { readonly bins: readonly number[] }) {
  return (
    <details className={classes.table}>
      <summary>{words.table}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.range}</th>
            <th scope="col">{words.ofMembers}</th>
          </tr>
        </thead>
        <tbody>
          {tensOf(bins).map((n, ten) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
            <tr key={ten}>
              <td>{`${whole(ten * 10)}–${whole(ten * 10 + 10)}`}</td>
              <td className="figures">{whole(n)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
})

function hasAt(bin: number, { grant, keep }: Props['at']): Side | undefined {
  if (grant !== null && bin * BIN >= grant) return 'grant'
  return keep !== null && bin * BIN >= keep ? 'keep' : undefined
}

/** Bins are two points wide. */
function tensOf(bins: readonly number[]): readonly number[] {
  return Array.from({ length: 10 }, (_, ten) =>
    bins.slice(ten * 5, ten * 5 + 5).reduce((sum, n) => sum + n, 0),
  )
}

const KEYS: Readonly<Record<string, (value: number) => number>> = {
  ArrowLeft: (value) => value - STEP,
  ArrowDown: (value) => value - STEP,
  ArrowRight: (value) => value + STEP,
  ArrowUp: (value) => value + STEP,
  PageDown: (value) => value - LEAP,
  PageUp: (value) => value + LEAP,
  Home: () => 0,
  End: () => FULL,
}

type HandleProps = {
  readonly side: Side
  readonly at: number | null
  readonly chart: { readonly current: HTMLDivElement | null }
  readonly move: Props['move']
}

function Handle({ side, at, chart, move }: HandleProps) {
  if (at === null) return null
  const go = (value: number) => move(side, Math.max(0, Math.min(FULL, value)))
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    const box = chart.current?.getBoundingClientRect()
    if (box === undefined || !event.currentTarget.hasPointerCapture(event.pointerId)) return
    const share = (event.clientX - box.left) / box.width
    go(Math.round((share * FULL) / STEP) * STEP)
  }
  const press = (event: KeyboardEvent) => {
    const next = KEYS[event.key]
    if (next === undefined) return
    event.preventDefault()
    go(next(at))
  }
  return (
    <div
      className={classes.handle}
      data-side={side}
      data-flip={side === 'grant' && at > 8_400}
      style={{ left: `${at / 100}%` }}
      role="slider"
      tabIndex={0}
      aria-label={words[side]}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={at / 100}
      aria-valuetext={words.handle(at / 100)}
      onKeyDown={press}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
    >
      <span className={`${classes.tag} figures`} aria-hidden="true">
        {words[side]} {score(at / 100)}
      </span>
    </div>
  )
}
