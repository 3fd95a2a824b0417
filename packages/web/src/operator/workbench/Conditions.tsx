import { Button, NumberInput, Select, Switch } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { text } from '../../strings/en.ts'
import classes from './Form.module.css'
import { bodiesIn, type Body, type FormProps, isBody } from './form-props.ts'
import { LengthField } from './LengthField.tsx'
import { Remove } from './Remove.tsx'

const words = text.operator.form

export type NamedMeasures = readonly (readonly [string, Body])[]

type Props = Pick<FormProps, 'set'> & {
  readonly side: 'grant' | 'keep'
  readonly label: Body
  readonly path: string
  readonly measures: NamedMeasures
}

const ASKS = ['at_least_percent', 'at_most', 'at_least'] as const
const BOUNDS = ['wilson', 'jeffreys']
const NONE = ''
const USUAL_LEVEL = 95

/** What a measure can be asked for, to begin with. */
function askOf(kind: unknown): Body {
  if (kind === 'time') return { at_most: '4h' }
  return kind === 'count' ? { at_least: 5 } : { at_least_percent: 80 }
}

/** What earns or keeps a label: all of it has to hold. Without "keep" what grants a label keeps it. */
export function Conditions({ side, label, path, measures, set }: Props) {
  const own = bodiesIn(label[side])
  const conditions = own.length > 0 ? own : bodiesIn(label['grant'])
  const put = (next: readonly Body[]) => set(`${path}.${side}`, next)
  const title = side === 'grant' ? words.granted : words.kept
  const add = () => {
    const [name, measure] = measures.find(
      ([each]) => !conditions.some((condition) => condition['measure'] === each),
    ) ??
      measures[0] ?? ['on_time', {}]
    put([...conditions, { measure: name, ...askOf(measure['kind']) }])
  }
  return (
    <>
      {conditions.map((condition, index) => (
        // A condition is its place in the list.
        // biome-ignore lint/suspicious/noArrayIndexKey: nothing else tells conditions apart
        <div key={index}>
          <Row
            title={index === 0 ? title : words.and(title, index + 1)}
            condition={condition}
            measures={measures}
            put={(next) => put(conditions.with(index, next))}
            remove={index === 0 ? null : () => put(conditions.toSpliced(index, 1))}
          />
        </div>
      ))}
      <div className={classes.ways}>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={15} />}
          aria-label={words.addConditionTo(title)}
          onClick={add}
        >
          {words.addCondition}
        </Button>
        {side === 'keep' && own.length > 0 ? (
          <Button variant="subtle" size="compact-sm" onClick={() => set(`${path}.keep`, undefined)}>
            {words.keepAsGrant}
          </Button>
        ) : null}
      </div>
    </>
  )
}

type RowProps = {
  readonly title: string
  readonly condition: Body
  readonly measures: NamedMeasures
  readonly put: (condition: Body) => void
  readonly remove: (() => void) | null
}

function Row({ title, condition, measures, put, remove }: RowProps) {
  const ask = ASKS.find((each) => each in condition) ?? 'at_least_percent'
  const measure = typeof condition['measure'] === 'string' ? condition['measure'] : ''
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
          value={measure}
          onChange={byMeasure}
        />
        {remove === null ? null : <Remove what={title} go={remove} />}
      </div>
      <Exactly {...{ title, condition, put }} hasBound={ask === 'at_least_percent'} />
    </>
  )
}

type ExactlyProps = Pick<RowProps, 'title' | 'condition' | 'put'> & { readonly hasBound: boolean }

/** More than instead of at least, and how sure one wants to be. */
function Exactly({ title, condition, put, hasBound }: ExactlyProps) {
  const { strict: _strict, bound: _bound, ...rest } = condition
  const bound = isBody(condition['bound']) ? condition['bound'] : null
  const isStrict = condition['strict'] === true
  const write = (strict: boolean, next: Body | null) =>
    put({ ...rest, ...(strict ? { strict } : {}), ...(next === null ? {} : { bound: next }) })
  return (
    <details className={classes.rare} open={isStrict || bound !== null}>
      <summary>{words.exactly(title)}</summary>
      <Switch
        size="sm"
        label={words.strict}
        checked={isStrict}
        onChange={(event) => write(event.currentTarget.checked, bound)}
      />
      {hasBound ? (
        <div className={classes.row}>
          <Select
            size="sm"
            label={words.bound}
            allowDeselect={false}
            data={[
              { value: NONE, label: words.none },
              ...BOUNDS.map((value) => ({ value, label: words.choice[value] ?? value })),
            ]}
            value={typeof bound?.['kind'] === 'string' ? bound['kind'] : NONE}
            onChange={(kind) =>
              write(isStrict, kind === NONE ? null : { ...bound, kind: kind ?? 'wilson' })
            }
          />
          {bound === null ? null : (
            <NumberInput
              size="sm"
              label={words.level}
              suffix=" %"
              min={1}
              max={99.99}
              decimalScale={2}
              value={Number(bound['level_percent'] ?? USUAL_LEVEL)}
              onChange={(next) => write(isStrict, { ...bound, level_percent: Number(next) })}
            />
          )}
        </div>
      ) : null}
    </details>
  )
}
