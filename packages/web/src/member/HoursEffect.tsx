import type { Hours } from '@alacrity/sdk'
import { Skeleton } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useContext } from 'react'
import { service, wordsOf } from '../data/service.ts'
import { text } from '../strings/en.ts'
import { score as shown } from '../strings/format.ts'
import classes from './TimeOff.module.css'
import { keyOf, MemberId } from './use-member.ts'

const words = text.member.time
const CHOOSING_MS = 400

/** What these hours would change; null where there are none to speak of. */
export function HoursEffect({ hours }: { readonly hours: Hours | null }) {
  const member = useContext(MemberId)
  const [asked] = useDebouncedValue(hours, CHOOSING_MS)
  const preview = useQuery({
    queryKey: [...keyOf(member), 'preview hours', JSON.stringify(asked)],
    enabled: asked !== null,
    queryFn: ({ signal }) =>
      service()
        .member(member)
        .previewHours(asked ?? { weekly: {}, zone: 'UTC' }, { signal }),
  })
  if (hours === null) return null
  const { data } = preview
  return (
    <div className={classes.preview} aria-live="polite">
      <h3>{words.preview}</h3>
      {data === undefined ? (
        preview.isError ? (
          <p>{wordsOf(preview.error)}</p>
        ) : (
          <Skeleton height={44} />
        )
      ) : (
        <>
          <p>{words.inside(data.turns_inside, data.turns)}</p>
          {data.score === null || data.score_had_been === null ? null : (
            <p>{words.hadBeen(shown(data.score), shown(data.score_had_been))}</p>
          )}
        </>
      )}
    </div>
  )
}
