import type { Aggregates } from '@alacrity/sdk'
import { epochInstant, epochNumber, parsePolicy } from '@alacrity/engine'
import { Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { service } from '../data/service.ts'
import { serviceNow } from '../data/service-clock.ts'
import { text } from '../strings/en.ts'
import { dayTime, duration, whole } from '../strings/format.ts'
import { Panel } from '../ui/Panel.tsx'
import { Shown } from '../ui/Shown.tsx'
import { Conflicts } from './Conflicts.tsx'
import { Deliveries } from './Deliveries.tsx'
import { metricOf } from './metrics.ts'
import classes from './Pages.module.css'
import { useAggregates, useOperator } from './use-operator.ts'

const words = text.operator.health
const AGAIN_MS = 5_000

/** Whether all is well: what came in, what was published, what was delivered. */
export function Health() {
  const aggregates = useAggregates()
  return (
    <>
      <div className={classes.title}>
        <Title order={1}>{words.title}</Title>
      </div>
      <div className={classes.parts}>
        <div className={classes.halves}>
          <Checks />
          <Shown of={aggregates} height={190}>
            {(data) => <Epochs of={data} />}
          </Shown>
        </div>
        <Shown of={aggregates} height={190}>
          {(data) => <Events of={data} />}
        </Shown>
        <Deliveries />
        <Conflicts />
      </div>
    </>
  )
}

function Checks() {
  const ready = useQuery({
    queryKey: ['operator', 'ready'],
    queryFn: async ({ signal }) =>
      service()
        .service.readiness({ signal })
        .catch((): null => null),
    refetchInterval: AGAIN_MS,
  })
  const isReady = ready.data?.ready === true
  return (
    <Panel title={words.checks}>
      <Shown of={ready} height={100}>
        {(data) => (
          <>
            <p>
              <span className={classes.state} data-kind={isReady ? 'good' : 'bad'}>
                {isReady ? words.ready : words.notReady}
              </span>
            </p>
            <dl className={classes.facts}>
              {(data?.checks ?? []).map(({ name, ok }) => (
                <div key={name} className={classes.pair}>
                  <dt>{name.replaceAll('_', ' ')}</dt>
                  <dd>{ok ? words.checkOk : words.checkBad}</dd>
                </div>
              ))}
            </dl>
          </>
        )}
      </Shown>
    </Panel>
  )
}

function Events({ of: { events } }: { readonly of: Aggregates }) {
  const metrics = useOperator('metrics', async (_, options) => service().service.metrics(options))
  const { received, accepted, duplicate, conflict } = events
  const adds = received === accepted + duplicate + conflict
  const of = (name: string, series = '') =>
    metrics.data === undefined ? '…' : whole(metricOf(metrics.data, name, series))
  return (
    <Panel
      title={words.events}
      about={words.eventsAbout}
      aside={
        <span className={classes.state} data-kind={adds ? 'good' : 'bad'}>
          {adds ? words.adds : words.addsNot}
        </span>
      }
    >
      <dl className={`${classes.numbers} figures`} data-testid="events">
        {(
          [
            [words.received, whole(received)],
            [words.accepted, whole(accepted)],
            [words.duplicate, whole(duplicate)],
            [words.conflict, whole(conflict)],
            [words.refused, of('alacrity_events_total', 'result="refused"')],
            [words.late, of('alacrity_events_late_total')],
            [words.queue, of('alacrity_queue_events')],
          ] as const
        ).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}

function Epochs({ of: { last_epoch: last, labels, policy } }: { readonly of: Aggregates }) {
  const policies = useOperator('policies', async (operator, options) =>
    operator.policies.list(options),
  )
  const document = policies.data?.items.find((each) => each.policy === policy)?.document
  const parsed = document === undefined ? null : parsePolicy(document)
  const every = parsed?.ok === true ? parsed.policy.publish.every : null
  const next = every === null ? null : epochInstant(every, epochNumber(every, serviceNow()) + 1)
  return (
    <Panel title={words.epochs} aside={<span className={classes.state}>{policy}</span>}>
      <dl className={`${classes.facts} figures`}>
        <dt>{words.last}</dt>
        <dd>{last === null ? words.never : dayTime(last.epoch_at)}</dd>
        {last === null ? null : (
          <>
            <dt>{words.behind}</dt>
            <dd>{duration(last.published_at - last.epoch_at)}</dd>
          </>
        )}
        <dt>{words.nextOne}</dt>
        <dd>{next === null ? '…' : dayTime(next)}</dd>
        {Object.entries(labels).map(([name, count]) => (
          <div key={name} className={classes.pair}>
            <dt>
              {name}: {words.holders}
            </dt>
            <dd>{whole(count)}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}
