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
/** In pixels: what is below stays where it is when the answer comes. */
const CHECKS_ROOM = 216
/** What is not known yet. */
const COMING = '…'

/** As a marketplace with one label has it. */
const NOTHING_YET = { last_epoch: null, labels: { [COMING]: 0 }, policy: COMING } as const

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
          {aggregates.isError ? null : <Epochs of={aggregates.data ?? null} />}
        </div>
        {aggregates.isPending ? (
          <Events of={null} />
        ) : (
          <Shown of={aggregates} height={182}>
            {(data) => <Events of={data} />}
          </Shown>
        )}
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
      <Shown of={ready} height={CHECKS_ROOM}>
        {(data) => (
          <div style={{ minHeight: CHECKS_ROOM, display: 'flow-root' }}>
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
          </div>
        )}
      </Shown>
    </Panel>
  )
}

/** Before the figures come, their places are there. */
function Events({ of }: { readonly of: Aggregates | null }) {
  const metrics = useOperator('metrics', async (_, options) => service().service.metrics(options))
  const events = of?.events ?? null
  const adds =
    events === null || events.received === events.accepted + events.duplicate + events.conflict
  const count = (name: 'received' | 'accepted' | 'duplicate' | 'conflict') =>
    events === null ? COMING : whole(events[name])
  const metric = (name: string, series = '') =>
    metrics.data === undefined ? COMING : whole(metricOf(metrics.data, name, series))
  return (
    <Panel
      title={words.events}
      about={words.eventsAbout}
      aside={
        events === null ? null : (
          <span className={classes.state} data-kind={adds ? 'good' : 'bad'}>
            {adds ? words.adds : words.addsNot}
          </span>
        )
      }
    >
      <dl className={`${classes.numbers} figures`} data-testid="events">
        {(
          [
            [words.received, count('received')],
            [words.accepted, count('accepted')],
            [words.duplicate, count('duplicate')],
            [words.conflict, count('conflict')],
            [words.refused, metric('alacrity_events_total', 'result="refused"')],
            [words.late, metric('alacrity_events_late_total')],
            [words.queue, metric('alacrity_queue_events')],
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

function Epochs({ of }: { readonly of: Aggregates | null }) {
  const policies = useOperator('policies', async (operator, options) =>
    operator.policies.list(options),
  )
  const { last_epoch: last, labels, policy } = of ?? NOTHING_YET
  const document = policies.data?.items.find((each) => each.policy === policy)?.document
  const parsed = document === undefined ? null : parsePolicy(document)
  const every = parsed?.ok === true ? parsed.policy.publish.every : null
  const next = every === null ? null : epochInstant(every, epochNumber(every, serviceNow()) + 1)
  return (
    <Panel
      title={words.epochs}
      aside={of === null ? null : <span className={classes.state}>{policy}</span>}
    >
      <dl className={`${classes.facts} figures`}>
        <dt>{words.last}</dt>
        <dd>{of === null ? COMING : last === null ? words.never : dayTime(last.epoch_at)}</dd>
        {of !== null && last === null ? null : (
          <>
            <dt>{words.behind}</dt>
            <dd>{last === null ? COMING : duration(last.published_at - last.epoch_at)}</dd>
          </>
        )}
        <dt>{words.nextOne}</dt>
        <dd>{next === null ? COMING : dayTime(next)}</dd>
        {Object.entries(labels).map(([name, count]) => (
          <div key={name} className={classes.pair}>
            <dt>
              {name}: {words.holders}
            </dt>
            <dd>{of === null ? COMING : whole(count)}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}
