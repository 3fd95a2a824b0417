import { Anchor } from '@mantine/core'
import { IconBeach } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { text } from '../strings/en.ts'
import classes from './Away.module.css'

/** That the member is away, and what that means just now. */
export function Away({ until }: { readonly until: string }) {
  const words = text.member.away
  return (
    <aside className={classes.away} aria-label={words.title(until)}>
      <IconBeach size={26} stroke={1.6} aria-hidden="true" />
      <div>
        <strong>{words.title(until)}</strong>
        <p>{words.text}</p>
      </div>
      <Anchor component={Link} to="/me/time">
        {words.back}
      </Anchor>
    </aside>
  )
}
