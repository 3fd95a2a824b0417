import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router'
import type { Wish } from './data/queries.ts'
import { Directory } from './directory/Directory.tsx'
import { ProfilePage } from './directory/ProfilePage.tsx'
import { Entry } from './entry/Entry.tsx'
import { Inbox, NothingChosen } from './inbox/Inbox.tsx'
import { TalkPage } from './inbox/TalkPage.tsx'
import { ScorePage } from './score/ScorePage.tsx'
import { Failed } from './shell/Failed.tsx'
import { Absent } from './shell/Absent.tsx'
import { Home } from './shell/Home.tsx'
import { Shell } from './shell/Shell.tsx'

const root = createRootRoute({
  component: Shell,
  notFoundComponent: Absent,
  errorComponent: Failed,
})

const home = createRoute({ getParentRoute: () => root, path: '/', component: Home })
const entry = createRoute({ getParentRoute: () => root, path: '/people', component: Entry })

/** What is searched for stands in the address, so that it can be kept and sent on. */
type Asked = Partial<Wish>

function readAsked(search: Record<string, unknown>): Asked {
  const { text, skill, responsive, page } = search
  return {
    ...(typeof text === 'string' || typeof text === 'number' ? { text: `${text}` } : {}),
    ...(typeof skill === 'string' ? { skill } : {}),
    ...(responsive === true ? { responsive: true } : {}),
    ...(typeof page === 'number' && page > 1 ? { page: Math.floor(page) } : {}),
  }
}

const directory = createRoute({
  getParentRoute: () => root,
  path: '/freelancers',
  component: Directory,
  validateSearch: readAsked,
})
const profile = createRoute({
  getParentRoute: () => root,
  path: '/freelancers/$id',
  component: ProfilePage,
})
const inbox = createRoute({ getParentRoute: () => root, path: '/inbox', component: Inbox })
const nothing = createRoute({ getParentRoute: () => inbox, path: '/', component: NothingChosen })
const talk = createRoute({ getParentRoute: () => inbox, path: '/$id', component: TalkPage })
const score = createRoute({
  getParentRoute: () => root,
  path: '/responsiveness',
  component: ScorePage,
})

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    entry,
    directory,
    profile,
    inbox.addChildren([nothing, talk]),
    score,
  ]),
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
