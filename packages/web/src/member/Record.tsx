import { Title } from '@mantine/core'
import { text } from '../strings/en.ts'
import { Contests } from './Contests.tsx'
import { Looks } from './Looks.tsx'
import { Notices } from './Notices.tsx'
import classes from './Record.module.css'
import { Privacy } from './Privacy.tsx'
import { TakeAway } from './TakeAway.tsx'

/** What was told, contested and looked at; and everything to take away. */
export function Record() {
  return (
    <>
      <Title order={1} mb="lg">
        {text.member.record.title}
      </Title>
      <div className={classes.parts}>
        <Notices />
        <div className={classes.column}>
          <Contests />
          <Looks />
          <TakeAway />
          <Privacy />
        </div>
      </div>
    </>
  )
}
