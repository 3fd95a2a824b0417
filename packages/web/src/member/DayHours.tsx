import { ActionIcon, Button, Switch, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { text } from '../strings/en.ts'
import classes from './TimeOff.module.css'

const words = text.member.time

/** From and until, as local times; an end that is not after its beginning lies in the next day. */
type Interval = readonly [string, string]

const USUAL: Interval = ['09:00', '17:00']
const LATER: Interval = ['19:00', '21:00']
/** More than anybody works in a day; the service takes any number. */
const INTERVALS_MAX = 6

type Props = {
  readonly name: string
  readonly intervals: readonly Interval[]
  readonly onChange: (intervals: readonly Interval[]) => void
}

/** The hours of one weekday: none, one span, or several, also past midnight. */
export function DayHours({ name, intervals, onChange }: Props) {
  const isWorking = intervals.length > 0
  return (
    <div className={classes.dayRow}>
      <Switch
        label={name}
        checked={isWorking}
        onChange={(event) => onChange(event.currentTarget.checked ? [USUAL] : [])}
      />
      {isWorking ? (
        <ul className={classes.intervals}>
          {intervals.map((interval, index) => (
            <Span
              key={index}
              name={index === 0 ? name : words.another(name, index + 1)}
              interval={interval}
              onChange={(changed) => onChange(intervals.with(index, changed))}
              onRemove={
                intervals.length === 1 ? null : () => onChange(intervals.toSpliced(index, 1))
              }
            />
          ))}
          <li>
            <Button
              variant="subtle"
              size="compact-xs"
              leftSection={<IconPlus size={13} aria-hidden="true" />}
              aria-label={words.addTo(name)}
              disabled={intervals.length >= INTERVALS_MAX}
              onClick={() => onChange([...intervals, LATER])}
            >
              {words.add}
            </Button>
          </li>
        </ul>
      ) : (
        <span className={classes.off}>{words.off}</span>
      )}
    </div>
  )
}

type SpanProps = {
  readonly name: string
  readonly interval: Interval
  readonly onChange: (interval: Interval) => void
  readonly onRemove: (() => void) | null
}

function Span({ name, interval: [from, until], onChange, onRemove }: SpanProps) {
  return (
    <li className={classes.interval}>
      <TextInput
        type="time"
        size="xs"
        aria-label={words.begins(name)}
        value={from}
        error={from === ''}
        onChange={(event) => onChange([event.currentTarget.value, until])}
      />
      <span aria-hidden="true">–</span>
      <TextInput
        type="time"
        size="xs"
        aria-label={words.ends(name)}
        // Midnight at the end of the day reads 00:00, which means the same.
        value={until === '24:00' ? '00:00' : until}
        error={until === ''}
        onChange={(event) => onChange([from, event.currentTarget.value])}
      />
      <small className={classes.nextDay}>{crossing(from, until)}</small>
      {onRemove === null ? null : (
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={words.removeFrom(name)}
          onClick={onRemove}
        >
          <IconX size={14} />
        </ActionIcon>
      )}
    </li>
  )
}

/** What an end that is not after its beginning means. */
function crossing(from: string, until: string): string {
  if (from === '' || until === '' || until > from || until === '00:00') return ''
  return until === from ? words.aroundTheClock : words.nextDay
}
