import type { Patterns, WeekGrid } from '@alacrity/sdk'
import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { text } from '../strings/en.ts'
import { hourOfDay, weekdays } from '../strings/format.ts'
import { Panel } from '../ui/Panel.tsx'
import { Shown } from '../ui/Shown.tsx'
import classes from './Charts.module.css'
import { usePatterns } from './use-member.ts'

const words = text.member.charts

/** The week by hour: when clients write, and when the member answers. */
export function WeekByHour() {
  const patterns = usePatterns()
  return (
    <Panel title={words.week}>
      <Shown of={patterns} height={296}>
        {(data) => <Week patterns={data} />}
      </Shown>
    </Panel>
  )
}

function Week({ patterns }: { readonly patterns: Patterns }) {
  const [shown, setShown] = useState<'asked' | 'answered'>('asked')
  const { asked, answered, zone } = patterns
  const grid = shown === 'asked' ? asked : answered
  return (
    <>
      <div className={classes.choose}>
        <SegmentedControl
          size="xs"
          value={shown}
          onChange={setShown}
          aria-label={words.week}
          data={[
            { value: 'asked', label: words.asked },
            { value: 'answered', label: words.answered },
          ]}
        />
        <span>{words.zone(zone)}</span>
      </div>
      <Grid grid={grid} name={shown === 'asked' ? words.asked : words.answered} tone={shown} />
    </>
  )
}

type GridProps = {
  readonly grid: WeekGrid
  readonly name: string
  readonly tone: 'asked' | 'answered'
}

function Grid({ grid, name, tone }: GridProps) {
  const most = Math.max(1, ...grid.flat())
  const days = weekdays()
  const long = weekdays('long')
  return (
    <table className={classes.week} data-tone={tone}>
      <caption className="only-read">{name}</caption>
      <thead>
        <tr>
          <td />
          {Array.from({ length: 24 }, (_, hour) => (
            <th key={hour} scope="col">
              <span className={hour % 6 === 0 ? undefined : 'only-read'}>{hourOfDay(hour)}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {grid.map((hours, day) => (
          <tr key={days[day]}>
            <th scope="row">{days[day]}</th>
            {hours.map((count, hour) => (
              <td
                // oxlint-disable-next-line react/no-array-index-key
                key={hour}
                style={{ '--part': count === 0 ? 0 : 0.18 + (0.82 * count) / most } as object}
                title={words.hour(long[day] ?? '', hourOfDay(hour), count)}
              >
                <span className="only-read">{count}</span>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
