import type { Patterns } from '@alacrity/sdk'
import { BarChart } from '@mantine/charts'
import { text } from '../strings/en.ts'
import { shortDuration, whole } from '../strings/format.ts'
import { Panel } from '../ui/Panel.tsx'
import { Shown } from '../ui/Shown.tsx'
import classes from './Charts.module.css'
import { usePatterns } from './use-member.ts'

const words = text.member.charts
const HEIGHT = 240

/** How long replies took, with the deadline between green and amber. */
export function ReplyTimes() {
  const patterns = usePatterns()
  return (
    <Panel title={words.times}>
      <Shown of={patterns} height={HEIGHT + 56}>
        {(data) => <Times patterns={data} />}
      </Shown>
    </Panel>
  )
}

type Kind = 'in_time' | 'late' | 'never'
type Bar = { readonly took: string } & Readonly<Record<Kind, number>>

function Times({ patterns }: { readonly patterns: Patterns }) {
  const bars = barsOf(patterns)
  const replies = patterns.times.reduce((sum, bin) => sum + bin.replies, 0)
  if (replies + patterns.missed === 0) return <p className={classes.none}>{words.weekNone}</p>
  return (
    <>
      <p className={classes.line}>
        {words.timesText(replies, patterns.missed)} · {words.upTo}
      </p>
      <div aria-hidden="true">
        <BarChart
          h={HEIGHT}
          data={bars as unknown as Record<string, unknown>[]}
          dataKey="took"
          type="stacked"
          series={[
            { name: 'in_time', label: words.inTime, color: 'var(--good-fill)' },
            { name: 'late', label: words.late, color: 'var(--warn-fill)' },
            { name: 'never', label: words.never, color: 'var(--bad-fill)' },
          ]}
          gridAxis="x"
          tickLine="none"
          withTooltip
          barProps={{ radius: 3, isAnimationActive: false }}
          barChartProps={{ barCategoryGap: '14%', accessibilityLayer: false }}
          yAxisProps={{ allowDecimals: false, width: 30 }}
          xAxisProps={{ interval: 0, tickMargin: 6 }}
        />
      </div>
      <ul className={classes.key}>
        <li data-tone="good">{words.inTime}</li>
        <li data-tone="warn">{words.late}</li>
        <li data-tone="bad">{words.never}</li>
      </ul>
      <div className="only-read">
        <table>
          <caption>{words.upTo}</caption>
          <tbody>
            {bars.map(({ took, in_time: inTime, late, never }) => (
              <tr key={took}>
                <th scope="row">{took}</th>
                <td>{whole(inTime + late + never)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

/** Times that nobody took are left out at both ends. */
function barsOf({ times, missed, within_ms: within }: Patterns): readonly Bar[] {
  const bars = times.map(({ from_ms: from, until_ms: until, replies }) => {
    const inTime = until !== null && until <= within
    return {
      took: until === null ? words.over(shortDuration(from)) : shortDuration(until),
      in_time: inTime ? replies : 0,
      late: inTime ? 0 : replies,
      never: 0,
    }
  })
  const last = times.findLastIndex(({ replies }) => replies > 0)
  const deadline = times.findIndex(({ until_ms: until }) => until === within)
  const shown = bars.slice(0, Math.max(last, deadline) + 1)
  return missed === 0
    ? shown
    : [...shown, { took: words.never, in_time: 0, late: 0, never: missed }]
}
