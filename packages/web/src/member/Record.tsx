import { Skeleton, Title } from '@mantine/core'
import { text } from '../strings/en.ts'
import { Contests } from './Contests.tsx'
import { Looks } from './Looks.tsx'
import { Notices } from './Notices.tsx'
import classes from './Record.module.css'
import { Privacy } from './Privacy.tsx'
import { TakeAway } from './TakeAway.tsx'
import { useMemberQuery } from './use-member.ts'

/** What was told, contested and looked at; and everything to take away. */
export function Record() {
  // Lists of unknown length stand under one another: they come together, and nothing moves.
  const lists = [
    useMemberQuery('notices', (member, options) => member.notices(options)),
    useMemberQuery('contests', (member, options) => member.contests(options)),
    useMemberQuery('looks', (member, options) => member.looks(options)),
    useMemberQuery('restriction', (member, options) => member.restrictions(options)),
  ]
  return (
    <>
      <Title order={1} mb="lg">
        {text.member.record.title}
      </Title>
      {lists.some(({ isPending }) => isPending) ? (
        <Skeleton height={640} radius="md" aria-label={text.shell.loading} />
      ) : (
        <div className={classes.parts}>
          <Notices />
          <div className={classes.column}>
            <Contests />
            <Looks />
            <TakeAway />
            <Privacy />
          </div>
        </div>
      )}
    </>
  )
}
