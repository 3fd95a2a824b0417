import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { service } from '../data/service.ts'
import { keyOf } from '../member/use-member.ts'
import { text } from '../strings/en.ts'
import { whole } from '../strings/format.ts'
import classes from './Header.module.css'

const MANY = 99

/** How many notices a member has not read, beside where they are and in the title of the tab. */
export function Unread({ member }: { readonly member: string }) {
  const { data } = useQuery({
    queryKey: [...keyOf(member), 'notices'],
    queryFn: ({ signal }) => service().member(member).notices({ signal }),
  })
  const count = data?.filter(({ read_at: read }) => read === null).length ?? 0
  useEffect(() => {
    document.title = count === 0 ? text.member.title : `(${count}) ${text.member.title}`
  }, [count])
  if (count === 0) return null
  return (
    <span className={`figures ${classes.unread}`}>
      <span aria-hidden="true">{count > MANY ? `${MANY}+` : whole(count)}</span>
      <span className="only-read">{text.shell.unread(count)}</span>
    </span>
  )
}
