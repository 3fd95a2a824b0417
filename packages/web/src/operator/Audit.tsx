import type { AuditEntry } from '@alacrity/sdk'
import { Button, Title } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { text } from '../strings/en.ts'
import { dayTime } from '../strings/format.ts'
import { Empty } from '../ui/Empty.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Shown } from '../ui/Shown.tsx'
import audit from './Audit.module.css'
import classes from './Pages.module.css'
import { Rows } from './Rows.tsx'
import { useList } from './use-operator.ts'

const words = text.operator.audit
const ROW = 62

/** Who looked at whom, or did what, and why. */
export function Audit() {
  const list = useList('audit', (operator, wish) => operator.audit(wish))
  return (
    <>
      <div className={classes.title}>
        <Title order={1}>{words.title}</Title>
        <p>{words.about}</p>
      </div>
      <Panel title={words.loaded(list.items.length)}>
        <Shown of={list.query} height={480}>
          {() =>
            list.items.length === 0 ? (
              <Empty icon={IconHistory} title={words.none} text={words.noneText} />
            ) : (
              <Rows
                items={list.items}
                height={ROW}
                keyOf={({ no }) => String(no)}
                name={words.title}
              >
                {(entry) => <Entry entry={entry} />}
              </Rows>
            )
          }
        </Shown>
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
    </>
  )
}

function Entry({ entry }: { readonly entry: AuditEntry }) {
  const { at, actor, action, member, reason, hash } = entry
  return (
    <div className={audit.entry}>
      <span className={audit.line}>
        <strong>{actor}</strong> {words.action[action] ?? action}
        {member === null ? null : (
          <span className="name" title={member} dir="auto">
            {member}
          </span>
        )}
        <time className="figures">{dayTime(at)}</time>
      </span>
      <span className={audit.why}>
        <span className="name" title={reason} dir="auto">
          {reason}
        </span>
        <code title={hash}>{hash.slice(0, 8)}</code>
      </span>
    </div>
  )
}
