import { Outlet } from '@tanstack/react-router'
import { useAggregates } from './use-operator.ts'

/** What who runs the marketplace may do: choose the rule, decide contests, see that all is well. */
export function OperatorPages() {
  // Every page needs to know the service's time.
  useAggregates()
  return <Outlet />
}
