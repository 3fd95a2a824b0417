import {
  Button,
  MultiSelect,
  NumberInput,
  Select,
  Switch,
  Textarea,
  TextInput,
} from '@mantine/core'
import { memo } from 'react'
import { text } from '../../strings/en.ts'
import type { FieldSpec } from './fields.ts'
import classes from './Form.module.css'
import { LengthField } from './LengthField.tsx'

const words = text.operator.form
const NONE = 'none'

type Props = {
  readonly spec: FieldSpec
  /** As it stands in the document; undefined: the usual. */
  readonly value: unknown
  /** What is found about it, in words; empty: nothing. */
  readonly found: string
  readonly set: (path: string, value: unknown) => void
  readonly open: (path: string) => void
}

/** One value of the policy. It is drawn again only when it, or what is found about it, changes. */
export const Field = memo(function Field(props: Props) {
  const { spec, value, found, set } = props
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
      return (
        <LengthField
          {...{ label, error }}
          value={value ?? spec.usual ?? NONE}
          words={spec.words ?? []}
          set={(next) => change(next === NONE ? undefined : next)}
        />
      )
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
    case 'set':
      return <SetField {...{ spec, value, label, error, change }} />
    case 'text':
      return <TextField {...{ spec, value, label, error, change }} />
    case 'json':
      return <JsonField {...{ value, label }} open={() => props.open(spec.path)} />
  }
})

type Of<K extends FieldSpec['kind']> = {
  readonly spec: Extract<FieldSpec, { readonly kind: K }>
  readonly value: unknown
  readonly label: string
  readonly error: string | null
  readonly change: (next: unknown) => void
}

/** Some of a few words; all and none have ways of their own to be written. */
function SetField({ spec, value = spec.all, label, error, change }: Of<'set'>) {
  const { values, all, none } = spec
  const isAll = value === all && all === true
  const chosen = isAll ? values : Array.isArray(value) ? value.map(String) : []
  return (
    <MultiSelect
      size="sm"
      label={label}
      error={error}
      placeholder={chosen.length > 0 ? '' : words.noneOf[spec.path]}
      data={values.map((each) => ({ value: each, label: words.choice[each] ?? each }))}
      value={[...chosen]}
      onChange={(next) => {
        const isEvery = all === true && next.length === values.length
        change(isEvery ? undefined : next.length > 0 ? next : none === 'any' ? undefined : none)
      }}
    />
  )
}

function TextField({ spec, value, label, error, change }: Of<'text'>) {
  const given = typeof value === 'string' ? value : spec.usual
  const put = (next: string) => change(next === '' && spec.isNeeded !== true ? undefined : next)
  const common = { size: 'sm', label, error, value: given } as const
  return spec.rows === undefined ? (
    <TextInput {...common} onChange={(event) => put(event.currentTarget.value)} />
  ) : (
    <Textarea
      {...common}
      autosize
      minRows={spec.rows}
      className={classes.whole}
      onChange={(event) => put(event.currentTarget.value)}
    />
  )
}

type JsonProps = {
  readonly value: unknown
  readonly label: string
  readonly open: () => void
}

/** What a structure holds, and the way to where it is edited. */
function JsonField({ value, label, open }: JsonProps) {
  const count = Array.isArray(value) ? value.length : value === undefined ? 0 : 1
  return (
    <div className={classes.whole}>
      <span className={classes.name}>{label}</span>
      <span className={classes.held}>{words.entries(count)}</span>
      <Button variant="subtle" size="compact-sm" aria-label={words.openAt(label)} onClick={open}>
        {words.openJson}
      </Button>
    </div>
  )
}
