import type { AwaySpan, Calendar } from '@alacrity/sdk'
import { Button } from '@mantine/core'
import { DatePicker } from '@mantine/dates'
import { useState } from 'react'
import { wordsOf } from '../data/service.ts'
import { serviceNow, serviceTime } from '../data/service-clock.ts'
import { text } from '../strings/en.ts'
import { Panel } from '../ui/Panel.tsx'
import { say } from '../ui/say.ts'
import { AwayEffect } from './AwayEffect.tsx'
import { dayAfter, daysOf, localDay, midnight } from './days.ts'
import classes from './TimeOff.module.css'
import { useAct } from './use-member.ts'
import { useUnchanged } from './use-unchanged.ts'

const words = text.member.time
type Range = [string | null, string | null]

/** Time off on a calendar: what is planned, and what more would change before it is declared. */
export function AwayPlan({ calendar }: { readonly calendar: Calendar }) {
  const [range, setRange] = useState<Range>([null, null])
  const [first, last] = range
  const span = first === null || last === null ? null : spanOf(first, last)
  const act = useAct()
  const unchanged = useUnchanged(
    (member) => member.calendar().then(({ aways }) => aways),
    calendar.aways,
  )
  const [conflict, setConflict] = useState(false)
  const [saving, setSaving] = useState(false)
  const declare = async () => {
    if (span === null) return
    setSaving(true)
    try {
      const isSame = await unchanged()
      setConflict(!isSame)
      if (!isSame) return
      await act((member) => member.away(span))
      setRange([null, null])
      say({ kind: 'good', title: words.saved })
    } catch (error) {
      say({ kind: 'bad', title: text.member.act.failed, about: wordsOf(error) })
    } finally {
      setSaving(false)
    }
  }
  const taken = new Set(calendar.aways.flatMap(daysOf))
  const { away_days_max: max, away_days_used: used } = calendar
  return (
    <Panel
      title={words.away}
      about={words.awayText[calendar.rule.away]}
      aside={
        <span className={classes.left}>
          {max === null ? words.unlimited : words.left(max, used)}
        </span>
      }
    >
      <div className={classes.away}>
        <DatePicker
          type="range"
          value={range}
          onChange={setRange}
          minDate={localDay(Date.parse(calendar.as_of))}
          defaultDate={localDay(Date.parse(calendar.as_of))}
          getDayProps={(day) => ({ 'data-taken': taken.has(day) || undefined })}
          classNames={{ day: classes.day }}
          aria-label={words.calendar}
          ariaLabels={words.calendarParts}
          allowSingleDateInRange
          hideOutsideDates
          weekendDays={[]}
        />
        <div className={classes.effect}>
          <AwayEffect span={span} />
          {conflict ? (
            <p className={classes.conflict} role="alert">
              {words.conflict}
            </p>
          ) : null}
          <Button onClick={() => void declare()} loading={saving} disabled={span === null}>
            {words.save}
          </Button>
        </div>
      </div>
      <Planned calendar={calendar} />
    </Panel>
  )
}

const spanOf = (first: string, last: string) => ({
  from: midnight(first),
  until: midnight(dayAfter(last)),
})

function Planned({ calendar }: { readonly calendar: Calendar }) {
  const { aways, past_aways: past } = calendar
  return (
    <>
      <h3 className={classes.sub}>{words.planned}</h3>
      {aways.length === 0 ? (
        <p className={classes.none}>{words.noneplanned}</p>
      ) : (
        <ul className={classes.spans}>
          {aways.map((span) => (
            <PlannedSpan key={span.from} span={span} />
          ))}
        </ul>
      )}
      {past.length === 0 ? null : (
        <details className={classes.past}>
          <summary>{words.past}</summary>
          <ul className={classes.spans}>
            {past.map(({ from, until }) => (
              <li key={from}>{words.span(from, until)}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

/** An end that is said to be now has to reach the service before it is past there. */
const UNDER_WAY_MS = 3_000

function PlannedSpan({ span: { from, until } }: { readonly span: AwaySpan }) {
  const act = useAct()
  const runs = Date.parse(from) <= serviceNow()
  const end = () => {
    const soon = serviceNow() + UNDER_WAY_MS * Math.max(1, serviceTime()?.rate ?? 1)
    act((member) => member.away({ from, until: runs ? Math.floor(soon) : from })).then(
      () => say({ kind: 'good', title: words.taken }),
      (error: unknown) =>
        say({ kind: 'bad', title: text.member.act.failed, about: wordsOf(error) }),
    )
  }
  return (
    <li>
      <span>{words.span(from, until)}</span>
      {runs ? <em>{words.running}</em> : null}
      <Button variant="subtle" size="compact-sm" onClick={end}>
        {runs ? words.endNow : words.cancel}
      </Button>
    </li>
  )
}
