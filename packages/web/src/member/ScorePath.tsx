import '@mantine/charts/styles.css'
import type { LabelHistoryEntry, Score, ScoreAt } from '@alacrity/sdk'
import { LineChart } from '@mantine/charts'
import { text } from '../strings/en.ts'
import { date, points, score as shown, shortDay } from '../strings/format.ts'
import { Panel } from '../ui/Panel.tsx'
import { Shown } from '../ui/Shown.tsx'
import classes from './Charts.module.css'
import { useHistory } from './use-member.ts'

const words = text.member.charts
const HEIGHT = 270

/** The score and the label over time, and which clients moved it. */
export function ScorePath({ score }: { readonly score: Score }) {
  const history = useHistory()
  return (
    <Panel title={words.path}>
      <Shown of={history} height={HEIGHT + 34}>
        {({ scores, labels }) => <Path scores={scores} labels={labels} score={score} />}
      </Shown>
    </Panel>
  )
}

type Props = {
  readonly scores: readonly ScoreAt[]
  readonly labels: readonly LabelHistoryEntry[]
  readonly score: Score
}

type Point = {
  readonly at: string
  readonly score: number | null
  readonly ahead: number | null
}

function Path({ scores, labels, score }: Props) {
  const known = scores.filter((each) => each.score !== null)
  if (known.length === 0) return <p className={classes.none}>{words.pathNone}</p>
  const data = pointsOf(known, score)
  const lowest = Math.min(...data.flatMap(({ score: a, ahead: b }) => [a ?? 100, b ?? 100]))
  const { grant_percent: grant } = score.rule
  const floor = Math.max(0, Math.floor((Math.min(lowest, grant ?? 100) - 4) / 10) * 10)
  const name = score.label_reports[0]?.name ?? ''
  const changes = labels.filter(({ epoch_at: at }) =>
    known.some((each) => Date.parse(each.epoch) === at),
  )
  return (
    <>
      <div aria-hidden="true">
        <LineChart
          h={HEIGHT}
          mt={12}
          data={data as unknown as Record<string, unknown>[]}
          dataKey="at"
          curveType="monotone"
          lineChartProps={{ margin: { top: 10, right: 8 }, accessibilityLayer: false }}
          withDots={data.length < 20}
          dotProps={{ r: 3, strokeWidth: 0 }}
          strokeWidth={2.5}
          gridAxis="x"
          tickLine="none"
          connectNulls={false}
          series={[
            { name: 'score', label: text.member.score.name, color: 'var(--wait-fill)' },
            {
              name: 'ahead',
              label: words.ahead,
              color: 'var(--none-fill)',
              strokeDasharray: '4 4',
            },
          ]}
          yAxisProps={{ domain: [floor, 100], ticks: ticksFrom(floor), width: 34 }}
          xAxisProps={{ tickFormatter: (at: string) => shortDay(at), minTickGap: 28 }}
          referenceLines={[
            ...(grant === null
              ? []
              : [
                  {
                    y: grant,
                    color: 'var(--good-fill)',
                    label: words.grant(name, grant),
                    labelPosition: 'insideBottomRight' as const,
                  },
                ]),
            ...changes.map(({ epoch_at: at, held, label }) => ({
              x: new Date(at).toISOString(),
              color: held ? 'var(--good-fill)' : 'var(--bad-fill)',
              label: held ? words.got(label) : words.lost(label),
            })),
          ]}
          tooltipProps={{
            content: ({ label }) => <Told at={String(label)} known={known} data={data} />,
          }}
        />
      </div>
      <PathTable known={known} />
    </>
  )
}

/** Round numbers up to 100, about five of them. */
function ticksFrom(floor: number): number[] {
  const step = 100 - floor > 50 ? 20 : 10
  return Array.from(
    { length: Math.floor((100 - floor) / step) + 1 },
    (_, n) => 100 - n * step,
  ).reverse()
}

/** Past decisions, now, and what comes if nothing more happens. */
function pointsOf(known: readonly ScoreAt[], score: Score): readonly Point[] {
  const past = known.map(({ epoch, score: value }) => ({ at: epoch, score: value, ahead: null }))
  const now = { at: score.as_of, score: score.score, ahead: score.score }
  const ahead = score.forecast
    .filter(({ scenario }) => scenario === 'nothing_more')
    .map(({ epoch, score: value }) => ({ at: epoch, score: null, ahead: value }))
  return [...past, now, ...ahead]
}

type ToldProps = {
  readonly at: string
  readonly known: readonly ScoreAt[]
  readonly data: readonly Point[]
}

function Told({ at, known, data }: ToldProps) {
  const point = data.find((each) => each.at === at)
  const causes = known.find(({ epoch }) => epoch === at)?.causes ?? []
  if (point === undefined) return null
  return (
    <div className={classes.tip}>
      <strong>
        {shown(point.score ?? point.ahead ?? 0)} · {date(at)}
      </strong>
      {point.score === null ? <p>{words.ahead}</p> : null}
      {causes.map((cause) => (
        <p key={cause.turn + cause.how}>
          <b>{points(cause.points)}</b> {words.cause[cause.how](cause.client)}
        </p>
      ))}
    </div>
  )
}

function PathTable({ known }: { readonly known: readonly ScoreAt[] }) {
  return (
    <details className={classes.details}>
      <summary>{words.causes}</summary>
      <div className={classes.scroll} tabIndex={0} role="region" aria-label={words.causes}>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.day}</th>
              <th scope="col">{text.member.score.name}</th>
              <th scope="col">{words.causes}</th>
            </tr>
          </thead>
          <tbody>
            {known.toReversed().map(({ epoch, score, causes }) => (
              <tr key={epoch}>
                <td>{date(epoch)}</td>
                <td className="figures">{shown(score ?? 0)}</td>
                <td>
                  {causes.length === 0
                    ? words.noCauses
                    : causes
                        .map(
                          (cause) =>
                            `${points(cause.points)} ${words.cause[cause.how](cause.client)}`,
                        )
                        .join('; ')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
