import type { Calendar, Weekday, WeeklyHours } from '@alacrity/sdk'
import { Button, Select } from '@mantine/core'
import { useState } from 'react'
import { wordsOf } from '../data/service.ts'
import { text } from '../strings/en.ts'
import { weekdays } from '../strings/format.ts'
import { Panel } from '../ui/Panel.tsx'
import { say } from '../ui/say.ts'
import { DayHours } from './DayHours.tsx'
import { HoursEffect } from './HoursEffect.tsx'
import classes from './TimeOff.module.css'
import { useAct } from './use-member.ts'
import { useUnchanged } from './use-unchanged.ts'

const words = text.member.time
const DAYS: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
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
  const intervals = DAYS.flatMap((day) => weekly[day] ?? [])
  const isEmpty = intervals.length === 0
  /** A time that was cleared, or is being typed. */
  const isUnfinished = intervals.flat().includes('')
  const isSavable = !isEmpty && !isUnfinished
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
          <DayHours
            key={day}
            name={names[index] ?? day}
            intervals={weekly[day] ?? []}
            onChange={(changed) => setWeekly({ ...weekly, [day]: changed })}
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
      <HoursEffect hours={isSavable ? { weekly, zone } : null} />
      {conflict ? (
        <p className={classes.conflict} role="alert">
          {words.conflict}
        </p>
      ) : null}
      <Button onClick={() => void save()} loading={saving} disabled={!isSavable} mt="sm">
        {words.saveHours}
      </Button>
    </Panel>
  )
}
