import type { PolicyCalls, ScheduledPolicy, StoredPolicy } from '@alacrity/sdk'
import { PRESETS } from '@alacrity/engine'
import { Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { serviceNow } from '../data/service-clock.ts'
import { text } from '../strings/en.ts'
import { date, dayTime } from '../strings/format.ts'
import { Panel } from '../ui/Panel.tsx'
import { Shown } from '../ui/Shown.tsx'
import classes from './Pages.module.css'
import { useOperator } from './use-operator.ts'

const words = text.operator.policies
const presets = new Set(PRESETS.map(({ policy }) => policy))

type PolicyList = Awaited<ReturnType<PolicyCalls['list']>>

/** All versions, and which of them speaks when. */
export function Policies() {
  const policies = useOperator('policies', async (operator, options) =>
    operator.policies.list(options),
  )
  return (
    <>
      <div className={classes.title}>
        <Title order={1}>{words.title}</Title>
        <p>{words.about}</p>
      </div>
      <Shown of={policies} height={620}>
        {(list) => <Lists list={list} />}
      </Shown>
    </>
  )
}

function Lists({ list: { items, scheduled } }: { readonly list: PolicyList }) {
  const now = serviceNow()
  const newest = scheduled.toSorted((a, b) => b.from_at - a.from_at)
  const own = items.filter(({ policy }) => !presets.has(policy))
  return (
    <div className={classes.parts}>
      <Panel title={words.schedule}>
        <div className={classes.wide}>
          <table className={`${classes.table} ${classes.stacked}`}>
            <thead>
              <tr>
                <th scope="col">{words.version}</th>
                <th scope="col">{words.state}</th>
                <th scope="col">{words.from}</th>
                <th scope="col">{words.by}</th>
              </tr>
            </thead>
            <tbody>
              {newest.map((each) => (
                <tr key={`${each.policy} ${each.from_at}`}>
                  <td>{each.policy}</td>
                  <td>
                    <State of={each} all={scheduled} now={now} />
                  </td>
                  <td>{each.from_at === 0 ? words.always : dayTime(each.from_at)}</td>
                  <td>{each.scheduled_by}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {scheduled.some(({ from_at: from }) => from > now) ? null : (
          <p className={classes.note}>{words.noneComing}</p>
        )}
      </Panel>
      {own.length === 0 ? null : <Stored title={words.own} items={own} />}
      <Stored title={words.presets} items={items.filter(({ policy }) => presets.has(policy))} />
    </div>
  )
}

type StateProps = {
  readonly of: ScheduledPolicy
  readonly all: readonly ScheduledPolicy[]
  readonly now: number
}

function State({ of, all, now }: StateProps) {
  if (of.from_at > now) {
    return (
      <span className={classes.state} data-kind="wait">
        {words.coming}
      </span>
    )
  }
  const isOver = all.some(
    (each) => each.line === of.line && each.from_at > of.from_at && each.from_at <= now,
  )
  return (
    <span className={classes.state} data-kind={isOver ? 'none' : 'good'}>
      {isOver ? words.past : words.speaks}
    </span>
  )
}

function Stored({
  title,
  items,
}: {
  readonly title: string
  readonly items: readonly StoredPolicy[]
}) {
  return (
    <Panel title={title}>
      <div className={classes.wide}>
        <table className={`${classes.table} ${classes.stacked}`}>
          <thead>
            <tr>
              <th scope="col">{words.version}</th>
              <th scope="col">{words.show}</th>
              <th scope="col">{words.at}</th>
              <th scope="col">{words.by}</th>
              <th scope="col">
                <span className="only-read">{words.open}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map(({ policy, document, created_at: at, created_by: by }) => (
              <tr key={policy}>
                <td>{policy}</td>
                <td>
                  <details>
                    <summary>
                      {typeof document['title'] === 'string' ? document['title'] : policy}
                    </summary>
                    {typeof document['about'] === 'string' ? (
                      <p className={classes.note}>{document['about']}</p>
                    ) : null}
                  </details>
                </td>
                <td className="figures">{date(at)}</td>
                <td>{by}</td>
                <td className={classes.end}>
                  <Link
                    to="/operator"
                    search={{ start: policy }}
                    className={classes.link}
                    aria-label={words.openOf(policy)}
                  >
                    {words.open}
                  </Link>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}
