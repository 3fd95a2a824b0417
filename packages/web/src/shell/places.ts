import {
  IconCalendar,
  IconFileDescription,
  IconGauge,
  IconListDetails,
  type TablerIcon,
} from '@tabler/icons-react'
import { text } from '../strings/en.ts'

type Place = {
  readonly to: '/me' | '/me/messages' | '/me/time' | '/me/record' | '/operator'
  readonly name: string
  readonly icon: TablerIcon
}

const { member } = text.shell

const MEMBER: readonly Place[] = [
  { to: '/me', name: member.overview, icon: IconGauge },
  { to: '/me/messages', name: member.messages, icon: IconListDetails },
  { to: '/me/time', name: member.time, icon: IconCalendar },
  { to: '/me/record', name: member.record, icon: IconFileDescription },
]

/** Operators go about inside their workbench. */
const OPERATOR: readonly Place[] = []

/** Where one can go, by who one is. */
export function placesOf(role: 'member' | 'operator' | 'embed'): readonly Place[] {
  return role === 'member' ? MEMBER : OPERATOR
}
