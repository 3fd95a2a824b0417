import { Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { text } from '../../strings/en.ts'
import classes from './Form.module.css'
import { type Body, isBody } from './form-props.ts'
import { type DayName, DAYS, intervalsOf, written } from './weekly.ts'

const words = text.operator.form
const OWN = 'own'
const SAME = 'same'
const OFFICE = [['09:00', '17:00']]

type Props = {
  readonly clock: Body
  readonly error: string | null
  readonly set: (path: string, value: unknown) => void
}

/** Whose hours the clock keeps: each member's own, or the same for everybody. */
export function Weekly({ clock, error, set }: Props) {
  const { weekly, zone } = clock
  const isSame = isBody(weekly)
  const given = typeof zone === 'string' ? zone : ''
  return (
    <div className={classes.item}>
      <div className={classes.grid}>
        <Select
          size="sm"
          label={words.whose}
          error={error}
          allowDeselect={false}
          data={[
            { value: OWN, label: words.whoseOwn },
            { value: SAME, label: words.whoseSame },
          ]}
          value={isSame ? SAME : OWN}
          onChange={(next) => {
            const office = Object.fromEntries(DAYS.slice(0, 5).map((day) => [day, OFFICE]))
            if ((next === SAME) !== isSame) set('clock.weekly', next === SAME ? office : undefined)
          }}
        />
        <TextInput
          size="sm"
          label={words.zone}
          placeholder={words.zoneOwn}
          value={given === 'member' ? '' : given}
          onChange={({ currentTarget: { value } }) =>
            set('clock.zone', value === '' ? undefined : value)
          }
        />
      </div>
      {isSame ? (
        <div className={classes.days}>
          {DAYS.map((day) => (
            <Day
              // What is given from elsewhere is written anew; what is typed stays as it is typed.
              key={`${day} ${written(weekly[day])}`}
              day={day}
              value={weekly[day]}
              set={(next) => set(`clock.weekly.${day}`, next)}
            />
          ))}
        </div>
      ) : null}
    </div>
  )
}

type DayProps = {
  readonly day: DayName
  readonly value: unknown
  readonly set: (intervals: unknown) => void
}

function Day({ day, value, set }: DayProps) {
  const [typed, setTyped] = useState(() => written(value))
  const isBad = intervalsOf(typed) === null
  const keep = () => {
    const intervals = intervalsOf(typed)
    if (intervals !== null && written(intervals) !== written(value)) {
      set(intervals.length === 0 ? undefined : intervals)
    }
  }
  return (
    <TextInput
      size="sm"
      label={words.day[day]}
      placeholder={words.closed}
      error={isBad ? words.badHours : null}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={(event) => (event.key === 'Enter' ? keep() : undefined)}
    />
  )
}
