import { NumberInput, Select } from '@mantine/core'
import { text } from '../../strings/en.ts'
import { lengthOf } from './document.ts'
import classes from './Form.module.css'

const words = text.operator.form
const UNITS = ['m', 'h', 'd']
/** What a word becomes when a number is written instead. */
const FRESH = { count: 24, unit: 'h' }

type Props = {
  readonly label: string
  readonly error: string | null
  readonly value: unknown
  /** Words that may stand instead of a length. */
  readonly words?: readonly string[]
  readonly set: (value: string) => void
}

/** A length of time: how many of which unit, or a word instead. */
export function LengthField({ label, error, value, words: instead = [], set }: Props) {
  const word = instead.find((each) => each === value) ?? null
  const { count, unit } = lengthOf(value) ?? { count: 0, unit: 'h' }
  const units = UNITS.includes(unit) ? UNITS : [...UNITS, unit]
  const put = (next: string) =>
    set(
      instead.includes(next)
        ? next
        : word === null
          ? `${count}${next}`
          : `${FRESH.count}${next === '' ? FRESH.unit : next}`,
    )
  return (
    <div className={classes.length} data-word={word !== null}>
      {word === null ? (
        <NumberInput
          size="sm"
          label={label}
          error={error}
          min={0}
          max={99_999}
          allowDecimal={false}
          value={count}
          onChange={(next) => set(`${Math.max(0, Number(next))}${unit}`)}
        />
      ) : null}
      <Select
        size="sm"
        {...(word === null
          ? { w: 104, mt: 25, 'aria-label': words.unit(label) }
          : { label, error })}
        allowDeselect={false}
        data={[
          ...instead.map((each) => ({ value: each, label: words.instead[each] ?? each })),
          ...units.map((each) => ({ value: each, label: words.units[each] ?? each })),
        ]}
        value={word ?? unit}
        onChange={(next) => put(next ?? unit)}
      />
    </div>
  )
}
