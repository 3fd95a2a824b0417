import type { Contest, ContestCase } from '@alacrity/sdk'
import { Button, Title } from '@mantine/core'
import { IconScale } from '@tabler/icons-react'
import { useState } from 'react'
import { text } from '../strings/en.ts'
import { date } from '../strings/format.ts'
import { Empty } from '../ui/Empty.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Shown } from '../ui/Shown.tsx'
import { useNow } from '../ui/use-now.ts'
import { Decision } from './Decision.tsx'
import classes from './Pages.module.css'
import { TurnFacts } from './TurnFacts.tsx'
import { Rows } from './Rows.tsx'
import { useList, useOperator } from './use-operator.ts'

const words = text.operator.contests
const ROW = 78

/** What members say is wrong, the first due first, each decided by a person. */
export function Contests() {
  const list = useList('contests', (operator, wish) => operator.contests(wish))
  const [chosen, setChosen] = useState<string | null>(null)
  const current = list.items.find(({ id }) => id === chosen) ?? list.items[0] ?? null
  return (
    <>
      <div className={classes.title}>
        <Title order={1}>{words.title}</Title>
        <p>{words.about}</p>
      </div>
      <Shown of={list.query} height={480}>
        {() =>
          current === null ? (
            <Panel title={words.list}>
              <Empty icon={IconScale} title={words.none} text={words.noneText} />
            </Panel>
          ) : (
            <div className={classes.split}>
              <Panel title={words.list}>
                <Rows items={list.items} height={ROW} keyOf={({ id }) => id} name={words.list}>
                  {(contest) => (
                    <Choice contest={contest} isChosen={contest === current} choose={setChosen} />
                  )}
                </Rows>
                {list.query.hasNextPage ? (
                  <Button
                    variant="default"
                    size="xs"
                    mt="sm"
                    loading={list.query.isFetchingNextPage}
                    onClick={() => void list.query.fetchNextPage()}
                  >
                    {words.more}
                  </Button>
                ) : null}
              </Panel>
              <Case key={current.id} id={current.id} />
            </div>
          )
        }
      </Shown>
    </>
  )
}

type ChoiceProps = {
  readonly contest: Contest
  readonly isChosen: boolean
  readonly choose: (id: string) => void
}

function Choice({ contest, isChosen, choose }: ChoiceProps) {
  const now = useNow()
  return (
    <button
      type="button"
      className={classes.choice}
      aria-current={isChosen}
      onClick={() => choose(contest.id)}
    >
      <span className={classes.line}>
        <span className="name" title={contest.member} dir="auto">
          {contest.member}
        </span>
        <Urgency of={contest} now={now} />
      </span>
      <small>
        {words.subject[contest.subject]} · {date(contest.opened_at)}
      </small>
    </button>
  )
}

const SOON_MS = 3 * 86_400_000

function Urgency({ of, now }: { readonly of: Contest; readonly now: number }) {
  const left = of.due_at - now
  const kind = left < 0 ? 'bad' : left < SOON_MS ? 'warn' : 'none'
  return (
    <span className={`${classes.state} figures`} data-kind={kind}>
      {words.left(left)}
    </span>
  )
}

function Case({ id }: { readonly id: string }) {
  const contest = useOperator(`contest ${id}`, async (operator, options) =>
    operator.contest(id, options),
  )
  return (
    <Shown of={contest} height={480}>
      {(data) => <Facts contest={data} />}
    </Shown>
  )
}

function Facts({ contest }: { readonly contest: ContestCase }) {
  const now = useNow()
  return (
    <Panel
      title={words.subject[contest.subject]}
      aside={<Urgency of={contest} now={now} />}
      about={`${contest.member} · ${words.due(contest.due_at)}`}
    >
      <h3 className={classes.sub}>{words.says}</h3>
      <p className={classes.quote} dir="auto">
        {contest.reason}
      </p>
      {contest.subject === 'turn' ? (
        <>
          <h3 className={classes.sub}>{words.facts}</h3>
          {contest.turn === null ? (
            <p className={classes.note}>{words.gone}</p>
          ) : (
            <TurnFacts turn={contest.turn} />
          )}
        </>
      ) : (
        <>
          <h3 className={classes.sub}>{words.history}</h3>
          <ul className={classes.list}>
            {contest.label_history.map(({ epoch_at: at, label, held }) => (
              <li key={`${label} ${at}`}>
                {date(at)} · {label} {held ? words.granted : words.taken}
              </li>
            ))}
          </ul>
        </>
      )}
      <Decision contest={contest} />
    </Panel>
  )
}
