import { Button, NumberInput, Select, Switch, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { memo } from 'react'
import { text } from '../../strings/en.ts'
import { valueAt } from './document.ts'
import { LengthField } from './Field.tsx'
import { foundAt, Findings } from './Findings.tsx'
import classes from './Form.module.css'
import { Remove } from './MeasuresForm.tsx'
import { type Body, type FormProps, isBody } from './form-props.ts'

const words = text.operator.form

const bodies = (value: unknown): readonly Body[] =>
  Array.isArray(value) ? value.filter(isBody) : []

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
  const labels = bodies(props.labels)
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
  readonly measures: readonly (readonly [string, Body])[]
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
      <Condition side="grant" {...{ label, path, measures, set }} />
      <Condition side="keep" {...{ label, path, measures, set }} />
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

type ConditionProps = Pick<FormProps, 'set'> & {
  readonly side: 'grant' | 'keep'
  readonly label: Body
  readonly path: string
  readonly measures: LabelProps['measures']
}

const ASKS = ['at_least_percent', 'at_most', 'at_least'] as const

/** What a measure can be asked for, to begin with. */
function askOf(kind: unknown): Body {
  if (kind === 'time') return { at_most: '4h' }
  return kind === 'count' ? { at_least: 5 } : { at_least_percent: 80 }
}

/** The first condition; without "keep" what grants a label keeps it. */
function Condition({ side, label, path, measures, set }: ConditionProps) {
  const own = bodies(label[side])
  const conditions = own.length > 0 ? own : bodies(label['grant'])
  const condition = conditions[0]
  if (condition === undefined) return null
  const title = side === 'grant' ? words.granted : words.kept
  const ask = ASKS.find((each) => each in condition) ?? 'at_least_percent'
  const put = (next: Body) => set(`${path}.${side}`, conditions.with(0, next))
  const putAsk = (value: unknown) => put({ ...condition, [ask]: value })
  const byMeasure = (name: string | null) => {
    const kind = measures.find(([each]) => each === name)?.[1]['kind']
    put({ measure: name, ...askOf(kind) })
  }
  return (
    <>
      <div className={classes.row}>
        {ask === 'at_most' ? (
          <LengthField
            label={`${title}: ${words.atMost}`}
            error={null}
            value={condition[ask]}
            set={putAsk}
          />
        ) : (
          <NumberInput
            size="sm"
            label={title}
            suffix={ask === 'at_least_percent' ? ' %' : ''}
            min={0}
            {...(ask === 'at_least_percent' ? { max: 100, decimalScale: 2 } : {})}
            value={Number(condition[ask] ?? 0)}
            onChange={(next) => putAsk(Number(next))}
          />
        )}
        <Select
          size="sm"
          label={words.by}
          allowDeselect={false}
          data={measures.map(([name]) => name)}
          value={wordOf(condition['measure'])}
          onChange={byMeasure}
        />
      </div>
      {conditions.length > 1 ? <p className={classes.sub}>{words.more}</p> : null}
    </>
  )
}

/** From so many clients on, so many are set aside. */
function Robust({ label, path, set }: Pick<ConditionProps, 'label' | 'path' | 'set'>) {
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
