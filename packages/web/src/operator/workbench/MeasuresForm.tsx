import { Button, NumberInput, Select, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { memo } from 'react'
import { text } from '../../strings/en.ts'
import { foundAt, Findings } from './Findings.tsx'
import classes from './Form.module.css'
import { type Body, type FormProps, isBody } from './form-props.ts'
import { LengthField } from './LengthField.tsx'
import { Remove } from './Remove.tsx'

const words = text.operator.form
const KINDS = ['rate', 'credit', 'time', 'count']
const STATISTICS = ['mean', 'median', 'percentile', 'fastest']
const USUAL_SHARE = 90
const MISSED = ['left_out', 'waiting']
const CAP = 'cap'
const NONE = ''

type Measure = Body

/** What a kind of measure cannot do without. */
const FRESH: Readonly<Record<string, Measure>> = {
  rate: { kind: 'rate' },
  credit: {
    kind: 'credit',
    curve: [
      ['1h', 100],
      ['24h', 80],
      ['72h', 0],
    ],
  },
  time: { kind: 'time', statistic: 'median', missed: 'waiting' },
  count: { kind: 'count' },
}

type Props = FormProps & { readonly measures: unknown; readonly score: unknown }

/** What is measured, and which of it is the score. */
export const MeasuresForm = memo(function MeasuresForm({ measures, score, found, set }: Props) {
  const entries = Object.entries(isBody(measures) ? measures : {}).filter(
    (entry): entry is [string, Measure] => isBody(entry[1]),
  )
  const shares = entries.filter(([, { kind }]) => kind === 'rate' || kind === 'credit')
  const rename = (from: string, to: string) => {
    if (to === '' || to.includes('.') || entries.some(([name]) => name === to)) return
    const renamed = entries.map(([name, measure]) => [name === from ? to : name, measure])
    set('measures', Object.fromEntries(renamed))
  }
  return (
    <>
      {entries.map(([name, measure]) => (
        <div key={name} className={classes.item}>
          <OneMeasure {...{ name, measure, set, rename }} />
          <Findings found={foundAt(found, `measures.${name}`)} />
        </div>
      ))}
      <Button
        className={classes.add}
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={15} />}
        onClick={() => set(`measures.measure_${entries.length + 1}`, { kind: 'rate' })}
      >
        {words.addMeasure}
      </Button>
      <Select
        mt="sm"
        size="sm"
        label={words.field['score']}
        allowDeselect={false}
        data={[
          ...shares.map(([name]) => ({ value: name, label: name })),
          { value: NONE, label: words.noScore },
        ]}
        value={typeof score === 'string' ? score : NONE}
        onChange={(next) => set('score', next === NONE ? undefined : next)}
      />
      <Findings found={foundAt(found, 'score')} />
    </>
  )
})

type OneProps = Pick<FormProps, 'set'> & {
  readonly name: string
  readonly measure: Measure
  readonly rename: (from: string, to: string) => void
}

function OneMeasure({ name, measure, set, rename }: OneProps) {
  const path = `measures.${name}`
  const kind = typeof measure['kind'] === 'string' ? measure['kind'] : 'rate'
  return (
    <>
      <div className={classes.head}>
        <TextInput
          size="sm"
          label={words.measure}
          defaultValue={name}
          onBlur={(event) => rename(name, event.currentTarget.value.trim())}
        />
        <Select
          size="sm"
          label={words.kind}
          allowDeselect={false}
          data={KINDS.map((value) => ({ value, label: words.choice[value] ?? value }))}
          value={kind}
          onChange={(next) => set(path, FRESH[next ?? 'rate'])}
        />
        <Remove what={name} go={() => set(path, undefined)} />
      </div>
      {kind === 'credit' ? <Curve {...{ path, measure, set }} /> : null}
      {kind === 'time' ? <Time {...{ path, measure, set }} /> : null}
    </>
  )
}

type PartProps = Pick<FormProps, 'set'> & { readonly path: string; readonly measure: Measure }

function Curve({ path, measure, set }: PartProps) {
  const curve = (Array.isArray(measure['curve']) ? measure['curve'] : []) as readonly (readonly [
    unknown,
    unknown,
  ])[]
  const put = (points: readonly unknown[]) => set(`${path}.curve`, points)
  return (
    <>
      <p className={classes.sub}>{words.curve}</p>
      {curve.map(([after, worth], index) => (
        // A point is its place in the curve.
        // biome-ignore lint/suspicious/noArrayIndexKey: nothing else tells points apart
        <div key={index} className={classes.row}>
          <LengthField
            label={words.after}
            error={null}
            value={after}
            set={(next) => put(curve.with(index, [next, worth]))}
          />
          <NumberInput
            size="sm"
            label={words.worth}
            min={0}
            max={100}
            decimalScale={2}
            value={typeof worth === 'number' ? worth : ''}
            onChange={(next) => put(curve.with(index, [after, Number(next)]))}
          />
          <Remove
            what={`${words.after} ${String(after)}`}
            go={() => put(curve.toSpliced(index, 1))}
          />
        </div>
      ))}
      <Button
        className={classes.add}
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={15} />}
        onClick={() => put([...curve, ['96h', 0]])}
      >
        {words.addPoint}
      </Button>
    </>
  )
}

/** A statistic in its parts: which, and of how many percent. */
function statisticOf(value: unknown): { readonly kind: string; readonly share: number } {
  const given = typeof value === 'string' ? value : 'median'
  const match = /^(?:p|fastest_)([\d.]+)(_mean)?$/.exec(given)
  if (match === null) return { kind: given, share: USUAL_SHARE }
  return { kind: match[2] === undefined ? 'percentile' : 'fastest', share: Number(match[1]) }
}

const writtenStatistic = (kind: string, share: number): string =>
  kind === 'percentile' ? `p${share}` : kind === 'fastest' ? `fastest_${share}_mean` : kind

function Time({ path, measure, set }: PartProps) {
  const { missed = 'left_out' } = measure
  const { kind, share } = statisticOf(measure['statistic'])
  const kinds = STATISTICS.includes(kind) ? STATISTICS : [...STATISTICS, kind]
  const cap = isBody(missed) ? missed['cap'] : null
  const put = (nextKind: string, nextShare: number) =>
    set(`${path}.statistic`, writtenStatistic(nextKind, nextShare))
  return (
    <>
      <div className={classes.row}>
        <Select
          size="sm"
          label={words.statistic}
          allowDeselect={false}
          data={kinds.map((value) => ({ value, label: words.choice[value] ?? value }))}
          value={kind}
          onChange={(next) => put(next ?? kind, share)}
        />
        {kind === 'percentile' || kind === 'fastest' ? (
          <NumberInput
            size="sm"
            label={words.ofPercent}
            suffix=" %"
            min={1}
            max={100}
            decimalScale={2}
            value={share}
            onChange={(next) => put(kind, Number(next))}
          />
        ) : null}
      </div>
      <div className={classes.row}>
        <Select
          size="sm"
          label={words.missed}
          allowDeselect={false}
          data={[...MISSED, CAP].map((value) => ({ value, label: words.choice[value] ?? value }))}
          value={typeof missed === 'string' ? missed : CAP}
          onChange={(next) => set(`${path}.missed`, next === CAP ? { cap: '72h' } : next)}
        />
        {cap === null ? null : (
          <LengthField
            label={words.cap}
            error={null}
            value={cap}
            set={(next) => set(`${path}.missed`, { cap: next })}
          />
        )}
      </div>
    </>
  )
}
