import { NumberInput, Select, Switch } from '@mantine/core'
import { memo } from 'react'
import { text } from '../../strings/en.ts'
import classes from './Form.module.css'
import { lengthOf } from './document.ts'
import type { FieldSpec } from './fields.ts'

const words = text.operator.form

type Props = {
  readonly spec: FieldSpec
  /** As it stands in the document; undefined: the usual. */
  readonly value: unknown
  /** What is found about it, in words; empty: nothing. */
  readonly found: string
  readonly set: (path: string, value: unknown) => void
}

/** One value of the policy. It is drawn again only when it, or what is found about it, changes. */
export const Field = memo(function Field({ spec, value, found, set }: Props) {
  const label = words.field[spec.path] ?? spec.path
  const error = found === '' ? null : found
  const change = (next: unknown) => set(spec.path, next)
  switch (spec.kind) {
    case 'choice': {
      const given = typeof value === 'string' ? value : spec.usual
      const values = spec.values.includes(given) ? spec.values : [...spec.values, given]
      const named = spec.path === 'weights.unit' ? words.unitOf : words.choice
      return (
        <Select
          size="sm"
          label={label}
          error={error}
          allowDeselect={false}
          data={values.map((each) => ({ value: each, label: named[each] ?? each }))}
          value={given}
          onChange={change}
        />
      )
    }
    case 'number':
      return (
        <NumberInput
          size="sm"
          label={label}
          error={error}
          min={spec.min}
          {...(spec.max === undefined ? {} : { max: spec.max })}
          decimalScale={spec.decimals ?? 0}
          placeholder={words.noLimit}
          value={typeof value === 'number' ? value : value === null ? '' : (spec.usual ?? '')}
          onChange={(next) =>
            change(typeof next === 'number' ? next : spec.empty === null ? null : undefined)
          }
        />
      )
    case 'length':
      return <LengthField label={label} error={error} value={value ?? spec.usual} set={change} />
    case 'flag':
      return (
        <Switch
          size="sm"
          label={label}
          error={error}
          checked={typeof value === 'boolean' ? value : value === undefined ? spec.usual : true}
          onChange={(event) => change(event.currentTarget.checked)}
        />
      )
  }
})

const UNITS = ['m', 'h', 'd']

type LengthProps = {
  readonly label: string
  readonly error: string | null
  readonly value: unknown
  readonly set: (value: string) => void
}

/** A length of time: how many of which unit. */
export function LengthField({ label, error, value, set }: LengthProps) {
  const { count, unit } = lengthOf(value) ?? { count: 0, unit: 'h' }
  const units = UNITS.includes(unit) ? UNITS : [...UNITS, unit]
  return (
    <div className={classes.length}>
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
      <Select
        size="sm"
        w={104}
        mt={25}
        aria-label={words.unit(label)}
        allowDeselect={false}
        data={units.map((each) => ({ value: each, label: words.units[each] ?? each }))}
        value={unit}
        onChange={(next) => set(`${count}${next ?? unit}`)}
      />
    </div>
  )
}
