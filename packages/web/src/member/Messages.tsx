import type { Outcome, Turn } from '@alacrity/sdk'
import { SegmentedControl, Skeleton, TextInput, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconMessageSearch, IconMessages, IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { text } from '../strings/en.ts'
import { whole } from '../strings/format.ts'
import { Empty } from '../ui/Empty.tsx'
import { Ledger } from './Ledger.tsx'
import classes from './Messages.module.css'
import { useContestedTurns, useTurnsPages } from './use-turns.ts'

const words = text.member.happened
const OUTCOMES: readonly Outcome[] = ['on_time', 'late', 'missed', 'pending', 'excused']
const TYPING_MS = 200

/** "What happened": every turn with its outcome, the reason and its effect, and what can be said against it. */
export function Messages() {
  const [outcome, setOutcome] = useState<Outcome | 'all'>('all')
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed.trim(), TYPING_MS)
  const wish = { outcome: outcome === 'all' ? undefined : outcome, search }
  const pages = useTurnsPages(wish)
  const contested = useContestedTurns()
  const all = Object.values(pages.outcomes).reduce((sum, n) => sum + n, 0)
  const countOf = (each: Outcome | 'all') => (each === 'all' ? all : (pages.outcomes[each] ?? 0))
  return (
    <>
      <Title order={1}>{words.title}</Title>
      <p className={classes.about}>{words.text}</p>
      {/* How long the list is decides how wide its filters are: they come together, and nothing moves. */}
      {pages.total === null && pages.error === null ? (
        <Skeleton height={640} radius="md" aria-label={text.shell.loading} />
      ) : (
        <>
          <div className={classes.filters}>
            <TextInput
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              aria-label={words.search}
              placeholder={words.search}
              leftSection={<IconSearch size={16} aria-hidden="true" />}
              maxLength={200}
            />
            <SegmentedControl
              value={outcome}
              onChange={setOutcome}
              aria-label={words.columns.outcome}
              className={classes.outcomes}
              data={(['all', ...OUTCOMES] as const).map((value) => ({
                value,
                label: `${value === 'all' ? words.all : words.outcomes[value]} ${whole(countOf(value))}`,
              }))}
            />
          </div>
          <p className={classes.total} role="status">
            {pages.total === null ? ' ' : words.total(pages.total)}
          </p>
          {pages.total === 0 ? (
            <Nothing isAtAll={all === 0} />
          ) : (
            <Ledger
              key={`${outcome} ${search}`}
              total={pages.total}
              turnAt={pages.turnAt}
              onShown={pages.onShown}
              error={pages.error}
              contested={contested}
            />
          )}
        </>
      )}
    </>
  )
}

function Nothing({ isAtAll }: { readonly isAtAll: boolean }) {
  return isAtAll ? (
    <Empty icon={IconMessages} title={words.empty} text={words.emptyText} />
  ) : (
    <Empty icon={IconMessageSearch} title={words.none} text={words.noneText} />
  )
}

export type TurnAt = (index: number) => Turn | undefined
