import { Button, NumberInput, Switch, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { memo } from 'react'
import { text } from '../../strings/en.ts'
import { Conditions, type NamedMeasures } from './Conditions.tsx'
import { valueAt } from './document.ts'
import { foundAt, Findings } from './Findings.tsx'
import classes from './Form.module.css'
import { Remove } from './Remove.tsx'
import { bodiesIn, type Body, type FormProps } from './form-props.ts'

const words = text.operator.form

const wordOf = (value: unknown): string => (typeof value === 'string' ? value : '')

type Props = FormProps & {
  readonly labels: unknown
  readonly bands: unknown
  readonly measures: unknown
  /** What is enough where a label does not say it. */
  readonly enough: unknown
}

/** What earns each label, and what keeps it. */
export const LabelsForm = memo(function LabelsForm(props: Props) {
  const { bands, enough, found, set } = props
  const labels = bodiesIn(props.labels)
  const measures = Object.entries((props.measures ?? {}) as Readonly<Record<string, Body>>)
  const first = measures[0]?.[0] ?? 'on_time'
  return (
    <>
      {labels.map((label, index) => (
        // A label is its place in the list.
        // biome-ignore lint/suspicious/noArrayIndexKey: names change while they are typed
        <div key={index} className={classes.item}>
          <OneLabel {...{ label, index, measures, set, enough, found }} />
          <Findings found={foundAt(found, `labels.${index}`)} />
        </div>
      ))}
      <Button
        className={classes.add}
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={15} />}
        onClick={() =>
          set('labels', [
            ...labels,
            {
              name: `Label ${labels.length + 1}`,
              grant: [{ measure: first, at_least_percent: 90 }],
            },
          ])
        }
      >
        {words.addLabel}
      </Button>
      {labels.length < 2 ? null : (
        <Switch
          mt="sm"
          size="sm"
          label={words.field['bands']}
          checked={bands === true}
          onChange={(event) => set('bands', event.currentTarget.checked ? true : undefined)}
        />
      )}
      <Findings found={foundAt(found, 'bands')} />
    </>
  )
})

type LabelProps = FormProps & {
  readonly enough: unknown
  readonly label: Body
  readonly index: number
  readonly measures: NamedMeasures
}

function OneLabel({ label, index, measures, set, enough }: LabelProps) {
  const path = `labels.${index}`
  const name = wordOf(label['name'])
  return (
    <>
      <div className={classes.head}>
        <TextInput
          size="sm"
          label={words.label}
          value={name}
          onChange={(event) => set(`${path}.name`, event.currentTarget.value)}
        />
        <Remove what={name} go={() => set(path, undefined)} />
      </div>
      <Conditions side="grant" {...{ label, path, measures, set }} />
      <Conditions side="keep" {...{ label, path, measures, set }} />
      <div className={classes.row}>
        {(['turns', 'clients'] as const).map((what) => (
          <NumberInput
            key={what}
            size="sm"
            label={what === 'turns' ? words.enoughTurns : words.enoughClients}
            min={0}
            allowDecimal={false}
            value={Number(valueAt(label, `enough.${what}`) ?? valueAt(enough, what) ?? 1)}
            onChange={(next) => set(`${path}.enough.${what}`, Number(next))}
          />
        ))}
      </div>
      <Robust {...{ label, path, set }} />
    </>
  )
}

type RobustProps = Pick<FormProps, 'set'> & { readonly label: Body; readonly path: string }

/** From so many clients on, so many are set aside. */
function Robust({ label, path, set }: RobustProps) {
  const rows = Object.entries((label['robust'] ?? {}) as Readonly<Record<string, number>>)
  const put = (next: readonly (readonly [string, number])[]) =>
    set(`${path}.robust`, next.length === 0 ? undefined : Object.fromEntries(next))
  return (
    <>
      <p className={classes.sub}>{words.robust}</p>
      {rows.map(([from, out], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the number itself is edited
        <div key={index} className={classes.row}>
          <NumberInput
            size="sm"
            label={words.robustFrom}
            min={1}
            allowDecimal={false}
            value={Number(from)}
            onChange={(next) => {
              if (typeof next === 'number' && next >= 1) put(rows.with(index, [String(next), out]))
            }}
          />
          <NumberInput
            size="sm"
            label={words.robustOut}
            min={0}
            allowDecimal={false}
            value={out}
            onChange={(next) => put(rows.with(index, [from, Number(next)]))}
          />
          <Remove what={`${words.robustFrom} ${from}`} go={() => put(rows.toSpliced(index, 1))} />
        </div>
      ))}
      <Button
        className={classes.add}
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={15} />}
        onClick={() => {
          const last = Number(rows.at(-1)?.[0] ?? 0)
          put([...rows, [String(last === 0 ? 5 : last * 2), rows.length + 1]])
        }}
      >
        {words.addRobust}
      </Button>
    </>
  )
}
