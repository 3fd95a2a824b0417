import { ActionIcon, Button, NativeSelect, SegmentedControl } from '@mantine/core'
import {
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlayerTrackNextFilled,
} from '@tabler/icons-react'
import { useState } from 'react'
import { type Clock, clock, setClock, useNow } from '../data/clock.ts'
import { useSignal } from '../data/signal.ts'
import { day, dayTime, short, time, timeToSecond } from '../format.ts'
import { text } from '../strings.ts'
import classes from './ClockBar.module.css'

const words = text.clock
const SECOND = 1_000
/** Faster than this, seconds only flicker. */
const READABLE = 20
const SPEEDS = [1, 60, 1_000, 10_000].map((speed) => ({
  value: `${speed}`,
  label: `${speed.toLocaleString()}×`,
}))

/** The clock to play with. It belongs to the demonstration, so it looks like none of the marketplace. */
export function ClockBar() {
  const state = useSignal(clock)
  const [said, setSaid] = useState('')
  const set = async (wish: Parameters<typeof setClock>[0]) => {
    try {
      const { now } = await setClock(wish)
      setSaid(wish.jump === undefined ? '' : words.jumped(dayTime(now)))
    } catch {
      setSaid(words.failed)
    }
  }
  return (
    <section aria-label={words.about} className={classes.bar}>
      <div className={classes.inner}>
        <span className={classes.name}>{words.name}</span>
        {state === null ? null : (
          <>
            <PauseButton isPaused={state.paused} set={set} />
            <Time speed={state.paused ? 1 : state.speed} />
            <Speed speed={state.speed} set={set} />
            <Jump state={state} set={set} />
          </>
        )}
        <span role="status" className="only-read">
          {said}
        </span>
      </div>
    </section>
  )
}

type Set = (wish: Parameters<typeof setClock>[0]) => Promise<void>

function PauseButton({ isPaused, set }: { readonly isPaused: boolean; readonly set: Set }) {
  return (
    <ActionIcon
      variant="subtle"
      className={classes.button}
      aria-label={isPaused ? words.run : words.pause}
      onClick={() => void set({ paused: !isPaused })}
    >
      {isPaused ? <IconPlayerPlayFilled size={15} /> : <IconPlayerPauseFilled size={15} />}
    </ActionIcon>
  )
}

function Time({ speed }: { readonly speed: number }) {
  const now = useNow(SECOND) ?? 0
  return (
    <time className={`figures ${classes.time}`} dateTime={new Date(now).toISOString()}>
      <span className={classes.day}>{day(now)}</span>{' '}
      {speed > READABLE ? time(now) : timeToSecond(now)}
    </time>
  )
}

function Speed({ speed, set }: { readonly speed: number; readonly set: Set }) {
  const choose = (value: string) => void set({ speed: Number(value), paused: false })
  const others = SPEEDS.some(({ value }) => value === `${speed}`)
    ? []
    : [{ value: `${speed}`, label: `${speed.toLocaleString()}×` }]
  return (
    <>
      <SegmentedControl
        className={classes.speeds}
        classNames={{ label: classes.speed, indicator: classes.chosen }}
        size="xs"
        aria-label={words.speed}
        data={[...SPEEDS, ...others]}
        value={`${speed}`}
        onChange={choose}
      />
      <NativeSelect
        className={classes.select}
        classNames={{ input: classes.input }}
        size="xs"
        aria-label={words.speed}
        data={[...SPEEDS, ...others]}
        value={`${speed}`}
        onChange={({ currentTarget }) => choose(currentTarget.value)}
      />
    </>
  )
}

function Jump({ state, set }: { readonly state: Clock; readonly set: Set }) {
  const [isJumping, setIsJumping] = useState(false)
  const now = useNow(60 * SECOND) ?? state.now
  const jump = async () => {
    setIsJumping(true)
    await set({ jump: 'epoch' })
    setIsJumping(false)
  }
  return (
    <div className={classes.jump}>
      <span className={`figures ${classes.next}`}>
        {words.next} {dayTime(state.next_epoch)}{' '}
        <span className={classes.left}>· {short(Math.max(0, state.next_epoch - now))}</span>
      </span>
      <Button
        size="compact-xs"
        className={classes.jumpButton}
        aria-label={words.jump}
        rightSection={<IconPlayerTrackNextFilled size={11} />}
        loading={isJumping}
        onClick={() => void jump()}
      >
        {words.jumpShort}
      </Button>
    </div>
  )
}
