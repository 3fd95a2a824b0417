import { Button, SegmentedControl, Skeleton, TextInput, Title } from '@mantine/core'
import { IconGauge, IconInbox, IconMessage2, IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { Conversation, Person } from '../../../src/shapes.ts'
import { useNow } from '../data/clock.ts'
import { inboxQuery } from '../data/queries.ts'
import { isUnread, seen } from '../data/seen.ts'
import { who } from '../data/session.ts'
import { useSignal } from '../data/signal.ts'
import { Entry } from '../entry/Entry.tsx'
import { Blank } from '../shell/Blank.tsx'
import { Failed } from '../shell/Failed.tsx'
import { text } from '../strings.ts'
import classes from './Inbox.module.css'
import { Row } from './Row.tsx'

const words = text.inbox
const MINUTE = 60_000
const GHOSTS = 9

/** All conversations on the left, the chosen one on the right; on a phone one after the other. */
export function Inbox() {
  const now = useSignal(who)
  const { id } = useParams({ strict: false })
  if (now.kind === 'loading') return null
  if (now.kind === 'nobody') return <Entry />
  return (
    <div className={classes.inbox} data-open={id !== undefined || undefined}>
      <section aria-label={words.title} className={classes.side}>
        <Title order={id === undefined ? 1 : 2} className={classes.title}>
          {words.title}
        </Title>
        <List me={now.me} chosen={id ?? null} />
        {now.me.role === 'freelancer' ? <ScoreLink /> : null}
      </section>
      <section className={classes.pane}>
        <Outlet />
      </section>
    </div>
  )
}

function ScoreLink() {
  return (
    <Link to="/responsiveness" className={classes.score}>
      <IconGauge size={22} stroke={1.6} aria-hidden="true" />
      <span>
        <strong>{words.score}</strong>
        <span className={classes.scoreText}>{words.scoreText}</span>
      </span>
    </Link>
  )
}

type Which = 'all' | 'unread' | 'waiting'

function List({ me, chosen }: { readonly me: Person; readonly chosen: string | null }) {
  const { data, error, refetch } = useQuery(inboxQuery)
  const [which, setWhich] = useState<Which>('all')
  const [said, setSaid] = useState('')
  const now = useNow(MINUTE)
  useSignal(seen)
  if (data === undefined && error !== null) {
    return <Failed error={error} reset={() => void refetch()} />
  }
  const shown = data?.filter((each) => fits(each, which) && speaksOf(each, said, me)) ?? []
  return (
    <>
      <div className={classes.filters}>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={words.which}
          data={choices(me)}
          value={which}
          onChange={(value) => setWhich(value as Which)}
        />
        <TextInput
          size="xs"
          type="search"
          aria-label={words.search}
          placeholder={words.search}
          leftSection={<IconSearch size={14} aria-hidden="true" />}
          value={said}
          onChange={({ currentTarget }) => setSaid(currentTarget.value)}
        />
      </div>
      <ul className={classes.rows}>
        {data === undefined
          ? Array.from({ length: GHOSTS }, (_, index) => (
              <li key={index} className={classes.ghost}>
                <Skeleton circle height={40} />
                <Skeleton height={34} />
              </li>
            ))
          : shown.map((each) => (
              <Row
                key={each.id}
                conversation={each}
                me={me}
                now={now}
                isChosen={each.id === chosen}
              />
            ))}
      </ul>
      {data !== undefined && shown.length === 0 ? (
        <None me={me} isEmpty={data.length === 0} />
      ) : null}
    </>
  )
}

const choices = ({ role }: Person) => [
  { value: 'all', label: words.all },
  { value: 'unread', label: words.unread },
  ...(role === 'freelancer' ? [{ value: 'waiting', label: words.waiting }] : []),
]

function fits(conversation: Conversation, which: Which): boolean {
  if (which === 'all') return true
  return which === 'unread' ? isUnread(conversation) : conversation.waiting
}

function speaksOf({ freelancer, client, last }: Conversation, said: string, me: Person): boolean {
  const other = client.id === me.id ? freelancer : client
  return `${other.name} ${last?.text ?? ''}`.toLowerCase().includes(said.trim().toLowerCase())
}

function None({ me, isEmpty }: { readonly me: Person; readonly isEmpty: boolean }) {
  if (!isEmpty) return <Blank icon={IconInbox} title={words.noneFit} about={words.noneFitText} />
  const isClient = me.role === 'client'
  return (
    <Blank
      icon={IconInbox}
      title={words.none}
      about={isClient ? words.noneClient : words.noneFreelancer}
    >
      {isClient ? (
        <Button component={Link} to="/freelancers" variant="light">
          {words.find}
        </Button>
      ) : null}
    </Blank>
  )
}

export function NothingChosen() {
  return <Blank icon={IconMessage2} title={words.choose} about={words.chooseText} />
}
