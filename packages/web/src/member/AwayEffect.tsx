import type { AwayPreview } from '@alacrity/sdk'
import { Skeleton } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useContext } from 'react'
import { service, wordsOf } from '../data/service.ts'
import { text } from '../strings/en.ts'
import { dayTime, score as shown } from '../strings/format.ts'
import classes from './TimeOff.module.css'
import { keyOf, MemberId } from './use-member.ts'

const words = text.member.time
const CHOOSING_MS = 250

type Span = { readonly from: number; readonly until: number }

/** What the chosen days would change. Nothing is stored by looking. */
export function AwayEffect({ span }: { readonly span: Span | null }) {
  const member = useContext(MemberId)
  const [asked] = useDebouncedValue(span, CHOOSING_MS)
  const preview = useQuery({
    queryKey: [...keyOf(member), 'preview away', asked?.from, asked?.until],
    enabled: asked !== null,
    queryFn: ({ signal }) =>
      service()
        .member(member)
        .previewAway(asked ?? { from: 0, until: 0 }, { signal }),
  })
  return (
    <div className={classes.preview} aria-live="polite">
      <h3>{words.preview}</h3>
      {span === null ? (
        <p>{words.choose}</p>
      ) : preview.data !== undefined ? (
        <Lines preview={preview.data} />
      ) : preview.isError ? (
        <p>{wordsOf(preview.error)}</p>
      ) : (
        <Skeleton height={66} />
      )}
    </div>
  )
}

function Lines({ preview }: { readonly preview: AwayPreview }) {
  const { acts, usual_turns: usual, score, score_without: without, due_meanwhile: due } = preview
  const lost = Object.entries(preview.labels).find(
    ([name, has]) => has && preview.labels_without[name] !== true,
  )
  return (
    <>
      <p>{words.usual(usual)}</p>
      {usual > 0 && acts === 'excuse' && score !== null && without !== null ? (
        <p>
          {words.without(shown(score), shown(without))}
          {lost === undefined ? '' : ` ${words.withoutLabel(lost[0])}`}
        </p>
      ) : null}
      {acts === 'pause' ? <p>{words.paused}</p> : null}
      {acts === 'ignore' ? <p>{words.ignored}</p> : null}
      {due.length === 0 ? null : (
        <>
          <p>{words.due(due.length)}</p>
          <ul>
            {due.slice(0, 5).map(({ turn, client, due_at: at }) => (
              <li key={turn}>
                <span className="name" title={client} dir="auto">
                  {client}
                </span>{' '}
                <small>{dayTime(at)}</small>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}
