import { text } from '../strings/en.ts'
import { dayTime } from '../strings/format.ts'
import { Panel } from '../ui/Panel.tsx'
import { Shown } from '../ui/Shown.tsx'
import classes from './Record.module.css'
import { useMemberQuery } from './use-member.ts'

const words = text.member.record

/** Everybody who looked, with the reason they gave. */
export function Looks() {
  const looks = useMemberQuery('looks', (member, options) => member.looks(options))
  return (
    <Panel title={words.looks}>
      <Shown of={looks} height={72}>
        {(items) =>
          items.length === 0 ? (
            <p className={classes.none}>{words.noLooks}</p>
          ) : (
            <ul className={classes.list}>
              {items.map(({ no, at, actor, reason }) => (
                <li key={no} className={classes.contest}>
                  <div className={classes.line}>
                    <strong className="name">{words.look(actor)}</strong>
                    <small>{dayTime(at)}</small>
                  </div>
                  <p>“{reason}”</p>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </Panel>
  )
}
