import { Button, Skeleton } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { wordsOf } from '../data/service.ts'
import { text } from '../strings/en.ts'
import classes from './Shown.module.css'

type Props<T> = {
  readonly of: UseQueryResult<T>
  /** The height that the content will have, so that nothing moves when it comes. */
  readonly height: number
  readonly children: (data: T) => ReactNode
}

/** What was asked for; its place while it comes; or why it does not come. What is old is shown until then. */
export function Shown<T>({ of, height, children }: Props<T>) {
  if (of.data !== undefined) return children(of.data)
  if (of.isError)
    return <Trouble error={of.error} height={height} again={() => void of.refetch()} />
  return <Skeleton height={height} radius="md" aria-label={text.shell.loading} />
}

type TroubleProps = {
  readonly error: unknown
  readonly height: number
  readonly again: () => void
}

function Trouble({ error, height, again }: TroubleProps) {
  const words = text.shell.failed
  return (
    <div className={classes.trouble} style={{ minHeight: height }}>
      <strong>{words.title}</strong>
      <p>{wordsOf(error)}</p>
      <Button variant="default" size="xs" onClick={again}>
        {words.again}
      </Button>
    </div>
  )
}
