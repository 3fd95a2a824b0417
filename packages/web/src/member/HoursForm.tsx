import type { Calendar, Weekday, WeeklyHours } from '@alacrity/sdk'
import { Button, Select, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import { wordsOf } from '../data/service.ts'
import { text } from '../strings/en.ts'
import { weekdays } from '../strings/format.ts'
import { Panel } from '../ui/Panel.tsx'
import { say } from '../ui/say.ts'
import { HoursEffect } from './HoursEffect.tsx'
import classes from './TimeOff.module.css'
import { useAct } from './use-member.ts'
import { useUnchanged } from './use-unchanged.ts'

const words = text.member.time
const DAYS: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const USUAL: readonly [string, string] = ['09:00', '17:00']
const ZONES = Intl.supportedValuesOf('timeZone')
const here = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

/** Weekly hours and their time zone. */
export function HoursForm({ calendar }: { readonly calendar: Calendar }) {
  const stored = calendar.hours
  const [weekly, setWeekly] = useState<WeeklyHours>(stored?.weekly ?? {})
  const [zone, setZone] = useState(stored?.zone ?? here())
  const [conflict, setConflict] = useState(false)
  const [saving, setSaving] = useState(false)
  const act = useAct()
  const unchanged = useUnchanged((member) => member.calendar().then(({ hours }) => hours), stored)
  const isEmpty = DAYS.every((day) => (weekly[day] ?? []).length === 0)
  const save = async () => {
    setSaving(true)
    try {
      const isSame = await unchanged()
      setConflict(!isSame)
      if (!isSame) return
      await act((member) => member.hours({ weekly, zone }))
      await unchanged()
      say({ kind: 'good', title: words.savedHours })
    } catch (error) {
      say({ kind: 'bad', title: text.member.act.failed, about: wordsOf(error) })
    } finally {
      setSaving(false)
    }
  }
  const names = weekdays('long')
  return (
    <Panel title={words.hours} about={words.hoursText[calendar.rule.clock]}>
      {stored === null ? <p className={classes.none}>{words.unset}</p> : null}
      <div className={classes.week}>
        {DAYS.map((day, index) => (
          <DayRow
            key={day}
            name={names[index] ?? day}
            intervals={weekly[day] ?? []}
            onChange={(intervals) => setWeekly({ ...weekly, [day]: intervals })}
          />
        ))}
      </div>
      <Select
        label={words.zone}
        value={zone}
        onChange={(value) => setZone(value ?? here())}
        data={[...new Set([zone, ...ZONES])]}
        searchable
        limit={30}
        maw={320}
        mt="md"
      />
      <HoursEffect hours={isEmpty ? null : { weekly, zone }} />
      {conflict ? (
        <p className={classes.conflict} role="alert">
          {words.conflict}
        </p>
      ) : null}
      <Button onClick={() => void save()} loading={saving} disabled={isEmpty} mt="sm">
        {words.saveHours}
      </Button>
    </Panel>
  )
}

type Intervals = readonly (readonly [string, string])[]
type RowProps = {
  readonly name: string
  readonly intervals: Intervals
  readonly onChange: (intervals: Intervals) => void
}

/** A day's first hours can be edited; further ones, which another page may have set, are kept. */
function DayRow({ name, intervals, onChange }: RowProps) {
  const [first, ...rest] = intervals
  const [from, until] = first ?? USUAL
  return (
    <div className={classes.dayRow}>
      <Switch
        label={name}
        checked={first !== undefined}
        onChange={(event) => onChange(event.currentTarget.checked ? [USUAL] : [])}
      />
      {first === undefined ? (
        <span className={classes.off}>{words.off}</span>
      ) : (
        <>
          <TextInput
            type="time"
            size="xs"
            aria-label={words.begins(name)}
            value={from}
            onChange={(event) => onChange([[event.currentTarget.value, until], ...rest])}
          />
          <span aria-hidden="true">–</span>
          <TextInput
            type="time"
            size="xs"
            aria-label={words.ends(name)}
            // Midnight at the end of the day reads 00:00, which means the same.
            value={until === '24:00' ? '00:00' : until}
            onChange={(event) => onChange([[from, event.currentTarget.value], ...rest])}
          />
        </>
      )}
    </div>
  )
}
