import '@mantine/dates/styles.css'
import type { Calendar } from '@alacrity/sdk'
import { Title } from '@mantine/core'
import { text } from '../strings/en.ts'
import { Shown } from '../ui/Shown.tsx'
import { AwayPlan } from './AwayPlan.tsx'
import { HoursForm } from './HoursForm.tsx'
import classes from './TimeOff.module.css'
import { useCalendar } from './use-member.ts'

/** Working hours and time off, with what a change does before it is made. */
export function TimeOff() {
  const calendar = useCalendar()
  return (
    <>
      <Title order={1} mb="lg">
        {text.member.time.title}
      </Title>
      <Shown of={calendar} height={900}>
        {(data) => <Both calendar={data} />}
      </Shown>
    </>
  )
}

function Both({ calendar }: { readonly calendar: Calendar }) {
  return (
    <div className={classes.both}>
      <AwayPlan calendar={calendar} />
      <HoursForm calendar={calendar} />
    </div>
  )
}
