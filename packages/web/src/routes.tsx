import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { session } from './data/session.ts'
import { Failed } from './shell/Failed.tsx'
import { NotFound } from './shell/NotFound.tsx'
import { Shell } from './shell/Shell.tsx'

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })

/** Everybody starts at their own page. */
const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    const who = session()
    const last = who.kind === 'expired' ? who.last : who
    const operator = last.kind === 'signed_in' && last.role === 'operator'
    redirect({ to: operator ? '/operator' : '/me', replace: true, throw: true })
  },
})

const me = createRoute({
  getParentRoute: () => root,
  path: '/me',
  component: lazyRouteComponent(() => import('./member/MemberPages.tsx'), 'MemberPages'),
})
const overview = createRoute({
  getParentRoute: () => me,
  path: '/',
  component: lazyRouteComponent(() => import('./member/Overview.tsx'), 'Overview'),
})
const messages = createRoute({
  getParentRoute: () => me,
  path: '/messages',
  component: lazyRouteComponent(() => import('./member/Messages.tsx'), 'Messages'),
})
const time = createRoute({
  getParentRoute: () => me,
  path: '/time',
  component: lazyRouteComponent(() => import('./member/TimeOff.tsx'), 'TimeOff'),
})
const record = createRoute({
  getParentRoute: () => me,
  path: '/record',
  component: lazyRouteComponent(() => import('./member/Record.tsx'), 'Record'),
})
const operator = createRoute({
  getParentRoute: () => root,
  path: '/operator',
  component: lazyRouteComponent(() => import('./operator/OperatorPages.tsx'), 'OperatorPages'),
})
const workbench = createRoute({
  getParentRoute: () => operator,
  path: '/',
  /** A version to start from, name/version. */
  validateSearch: ({ start }: Record<string, unknown>): { readonly start?: string } =>
    typeof start === 'string' ? { start } : {},
  component: lazyRouteComponent(() => import('./operator/workbench/Workbench.tsx'), 'Workbench'),
})
const policies = createRoute({
  getParentRoute: () => operator,
  path: '/policies',
  component: lazyRouteComponent(() => import('./operator/Policies.tsx'), 'Policies'),
})
const contests = createRoute({
  getParentRoute: () => operator,
  path: '/contests',
  component: lazyRouteComponent(() => import('./operator/Contests.tsx'), 'Contests'),
})
const health = createRoute({
  getParentRoute: () => operator,
  path: '/health',
  component: lazyRouteComponent(() => import('./operator/Health.tsx'), 'Health'),
})
const audit = createRoute({
  getParentRoute: () => operator,
  path: '/audit',
  component: lazyRouteComponent(() => import('./operator/Audit.tsx'), 'Audit'),
})

const tree = root.addChildren([
  home,
  me.addChildren([overview, messages, time, record]),
  operator.addChildren([workbench, policies, contests, health, audit]),
])

export const router = createRouter({
  routeTree: tree,
  basepath: '/app',
  defaultPreload: 'intent',
  defaultErrorComponent: Failed,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
