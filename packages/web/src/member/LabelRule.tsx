import type { ConditionReport, LabelReport } from '@alacrity/sdk'
import { Button, Popover } from '@mantine/core'
import { IconCheck, IconX } from '@tabler/icons-react'
import { text } from '../strings/en.ts'
import classes from './LabelRule.module.css'

const words = text.member.label

/** What the label asks, with the member's own numbers beside it. */
export function LabelRule({ report }: { readonly report: LabelReport }) {
  const { enough } = report
  return (
    <Popover width={340} position="bottom-end" shadow="md" withinPortal trapFocus>
      <Popover.Target>
        <Button variant="subtle" size="compact-sm">
          {words.rule}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={words.rule}>
        <dl className={classes.rule}>
          <dt>{words.given}</dt>
          {report.grant.map((condition) => (
            <Asked key={`${condition.measure} ${condition.asks}`} of={condition} />
          ))}
          <dt>{words.kept}</dt>
          {report.keep.map((condition) => (
            <Asked key={`${condition.measure} ${condition.asks}`} of={condition} />
          ))}
          <dd>
            <Tick holds={enough.holds} />
            {words.enough(enough.turns, enough.clients)}
          </dd>
        </dl>
        <p className={classes.aside}>{words.setAside(report.set_aside)}</p>
      </Popover.Dropdown>
    </Popover>
  )
}

function Asked({ of: { measure, asks, value, holds } }: { readonly of: ConditionReport }) {
  return (
    <dd>
      <Tick holds={holds} />
      {measure} {asks}
      <span>{value ?? '–'}</span>
    </dd>
  )
}

function Tick({ holds }: { readonly holds: boolean }) {
  const Icon = holds ? IconCheck : IconX
  return (
    <Icon
      size={16}
      stroke={2.5}
      role="img"
      aria-label={holds ? words.fulfilled : words.notFulfilled}
      className={holds ? classes.yes : classes.no}
    />
  )
}
