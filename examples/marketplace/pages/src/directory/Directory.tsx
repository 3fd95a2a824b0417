import { Button, Pagination, Skeleton, Title } from '@mantine/core'
import { IconUserSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { directoryQuery, type Wish } from '../data/queries.ts'
import { Blank } from '../shell/Blank.tsx'
import { Failed } from '../shell/Failed.tsx'
import { text } from '../strings.ts'
import { Card } from './Card.tsx'
import classes from './Directory.module.css'
import { Filters } from './Filters.tsx'

const words = text.directory
const ALL: Wish = { text: '', skill: '', responsive: false, page: 1 }
const GHOSTS = 12

/** Everybody who can be hired, in order of their names: an order by anything else would tell too much. */
export function Directory() {
  const wish = { ...ALL, ...useSearch({ from: '/freelancers' }) }
  const navigate = useNavigate({ from: '/freelancers' })
  const { data, error, refetch, isPlaceholderData } = useQuery(directoryQuery(wish))
  const ask = (change: Partial<Wish>) => {
    const { text: said, skill, responsive, page } = { ...wish, page: 1, ...change }
    const search = {
      ...(said === '' ? {} : { text: said }),
      ...(skill === '' ? {} : { skill }),
      ...(responsive ? { responsive } : {}),
      ...(page === 1 ? {} : { page }),
    }
    // A page can be gone back from; letters of a search cannot.
    void navigate({ search, replace: change.page === undefined, resetScroll: 'page' in change })
  }
  return (
    <>
      <div className={classes.head}>
        <Title order={1}>{words.title}</Title>
        <span role="status" className={classes.count}>
          {data === undefined ? '' : words.found(data.total)}
        </span>
      </div>
      <Filters wish={wish} skills={data?.skills ?? []} ask={ask} />
      {data === undefined && error !== null ? (
        <Failed error={error} reset={() => void refetch()} />
      ) : (
        <ul className={classes.cards} aria-busy={isPlaceholderData}>
          {data === undefined
            ? Array.from({ length: GHOSTS }, (_, index) => (
                <li key={index}>
                  <Skeleton height={146} radius={14} />
                </li>
              ))
            : data.items.map((each) => <Card key={each.id} freelancer={each} />)}
        </ul>
      )}
      {data?.total === 0 ? (
        <Blank icon={IconUserSearch} title={words.none} about={words.noneText}>
          <Button variant="default" onClick={() => ask(ALL)}>
            {words.clear}
          </Button>
        </Blank>
      ) : null}
      {data !== undefined && data.pages > 1 ? (
        <Pages pages={data.pages} page={data.page} turn={(page) => ask({ page })} />
      ) : null}
    </>
  )
}

type Turned = {
  readonly pages: number
  readonly page: number
  readonly turn: (page: number) => void
}

function Pages({ pages, page, turn }: Turned) {
  return (
    <nav aria-label={words.page} className={classes.pages}>
      <Pagination
        total={pages}
        value={page}
        onChange={turn}
        getControlProps={(control) => ({
          'aria-label': control === 'next' ? words.next : words.previous,
        })}
      />
    </nav>
  )
}
