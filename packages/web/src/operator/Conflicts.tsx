import { IconArrowsSplit2 } from '@tabler/icons-react'
import { text } from '../strings/en.ts'
import { dayTime } from '../strings/format.ts'
import { Empty } from '../ui/Empty.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Shown } from '../ui/Shown.tsx'
import classes from './Pages.module.css'
import { useList } from './use-operator.ts'

const words = text.operator.health

/** Events whose id was taken by something else. */
export function Conflicts() {
  const list = useList('conflicts', (operator, wish) => operator.conflicts(wish))
  return (
    <Panel title={words.conflicts} about={words.conflictsAbout}>
      <Shown of={list.query} height={190}>
        {() =>
          list.items.length === 0 ? (
            <Empty icon={IconArrowsSplit2} title={words.noConflicts} text={words.noConflictsText} />
          ) : (
            <div className={classes.wide}>
              <table className={classes.table}>
                <thead>
                  <tr>
                    <th scope="col">{words.event}</th>
                    <th scope="col">{words.member}</th>
                    <th scope="col">{words.receivedAt}</th>
                  </tr>
                </thead>
                <tbody>
                  {list.items.map(({ no, event, received_at: at }) => (
                    <tr key={no}>
                      <td className={classes.long}>
                        {event.type} {event.id}
                      </td>
                      <td className={classes.long}>{'member' in event ? event.member : ''}</td>
                      <td>{dayTime(at)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Shown>
    </Panel>
  )
}
