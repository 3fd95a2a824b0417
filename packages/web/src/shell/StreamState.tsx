import { Tooltip } from '@mantine/core'
import { stream } from '../data/live.ts'
import { text } from '../strings/en.ts'
import { useSignal } from '../ui/use-signal.ts'
import classes from './StreamState.module.css'

/** Whether the page follows what happens, in a corner where it disturbs nobody. */
export function StreamState() {
  const state = useSignal(stream)
  const { lostLong, ...names } = text.shell.stream
  const shown = (
    <span className={classes.state} data-state={state} role="status">
      <span className={classes.dot} aria-hidden="true" />
      {state === 'off' ? null : names[state]}
    </span>
  )
  return state === 'lost' ? (
    <Tooltip label={lostLong} multiline w={260}>
      {shown}
    </Tooltip>
  ) : (
    shown
  )
}
