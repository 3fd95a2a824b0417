import type { Contest } from '@alacrity/sdk'
import { Button } from '@mantine/core'
import { wordsOf } from '../data/service.ts'
import { text } from '../strings/en.ts'
import { date } from '../strings/format.ts'
import { Panel } from '../ui/Panel.tsx'
import { say } from '../ui/say.ts'
import { Shown } from '../ui/Shown.tsx'
import classes from './Record.module.css'
import { useAct, useMemberQuery } from './use-member.ts'

const words = text.member.record

export function Contests() {
  const contests = useMemberQuery('contests', (member, options) => member.contests(options))
  return (
    <Panel title={words.contests}>
      <Shown of={contests} height={96}>
        {(items) =>
          items.length === 0 ? (
            <p className={classes.none}>{words.noContests}</p>
          ) : (
            <ul className={classes.list}>
              {items.map((contest) => (
                <Contested key={contest.id} contest={contest} />
              ))}
            </ul>
          )
        }
      </Shown>
    </Panel>
  )
}

function Contested({ contest }: { readonly contest: Contest }) {
  const { id, state, about, reason, opened_at: opened, due_at: due, answer } = contest
  const act = useAct()
  const withdraw = () => {
    act((member) => member.withdrawContest(id)).catch((error: unknown) =>
      say({ kind: 'bad', title: text.member.act.failed, about: wordsOf(error) }),
    )
  }
  return (
    <li className={classes.contest}>
      <div className={classes.line}>
        <strong className="name" title={about} dir="auto">
          {about}
        </strong>
        <em data-state={state}>{words.states[state]}</em>
      </div>
      <p>“{reason}”</p>
      {answer === null || answer === '' ? null : <p className={classes.answer}>{answer}</p>}
      <div className={classes.line}>
        <small>
          {date(opened)}
          {state === 'open' ? ` · ${words.dueBy(due)}` : ''}
        </small>
        {state === 'open' ? (
          <Button variant="subtle" size="compact-xs" onClick={withdraw}>
            {words.withdraw}
          </Button>
        ) : null}
      </div>
    </li>
  )
}
