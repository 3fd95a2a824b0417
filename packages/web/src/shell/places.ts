import {
  IconActivity,
  IconAdjustmentsHorizontal,
  IconCalendar,
  IconFileDescription,
  IconGauge,
  IconHistory,
  IconListDetails,
  IconScale,
  IconStack2,
  type TablerIcon,
} from '@tabler/icons-react'
import { text } from '../strings/en.ts'

type Place = {
  readonly to:
    | '/me'
    | '/me/messages'
    | '/me/time'
    | '/me/record'
    | '/operator'
    | '/operator/policies'
    | '/operator/contests'
    | '/operator/health'
    | '/operator/audit'
  readonly name: string
  readonly icon: TablerIcon
}

const { member, operator } = text.shell

const MEMBER: readonly Place[] = [
  { to: '/me', name: member.overview, icon: IconGauge },
  { to: '/me/messages', name: member.messages, icon: IconListDetails },
  { to: '/me/time', name: member.time, icon: IconCalendar },
  { to: '/me/record', name: member.record, icon: IconFileDescription },
]

const OPERATOR: readonly Place[] = [
  { to: '/operator', name: operator.workbench, icon: IconAdjustmentsHorizontal },
  { to: '/operator/policies', name: operator.policies, icon: IconStack2 },
  { to: '/operator/contests', name: operator.contests, icon: IconScale },
  { to: '/operator/health', name: operator.health, icon: IconActivity },
  { to: '/operator/audit', name: operator.audit, icon: IconHistory },
]

/** Where one can go, by who one is. */
export function placesOf(role: 'member' | 'operator' | 'embed'): readonly Place[] {
  return role === 'member' ? MEMBER : OPERATOR
}
