import { epochInstant, epochNumber, parsePolicy, type Policy } from '@alacrity/engine'
import type { Alacrity } from '@alacrity/sdk'
import type { Running } from '@alacrity/server'
import type { Ms } from '../src/database.ts'
import type { Outbox } from '../src/outbox.ts'
import type { DemoClock } from './clock.ts'
import { SPEED_MAX } from './pace.ts'
import type { Simulator } from './simulator.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const TICK_MS = 50
/** A machine that slept does not catch up on its sleep. */
const PASSED_MAX_MS = 1_000
/** What people do in one tick; when there is more the clock waits for them. */
const ACTS_MAX = 200

type Cadence = Policy['publish']['every']

export type ClockState = {
  readonly now: Ms
  readonly speed: number
  readonly paused: boolean
  /** When labels are published next, and how often. */
  readonly next_epoch: Ms
  readonly epoch_every: Cadence
}

export type DriverPorts = {
  readonly clock: DemoClock
  readonly simulator: Simulator
  readonly outbox: Outbox
  readonly service: Pick<Running, 'work'>
  /** With an operator's key: knows which policy speaks. */
  readonly operator: Alacrity
}

/**
 * Moves the clock, and lets happen what falls into the time it moves over, each thing at its own instant. At
 * an epoch the clock stands until everything before it is with Alacrity and the labels are published, so a
 * fast demonstration gives what a slow one gives.
 */
export class Driver {
  readonly #ports: DriverPorts
  #speed = 1
  #paused = false
  #every: Cadence = 'week'
  /** Finer than the clock: at 1× a tick is not always a whole number of milliseconds. */
  #exact: Ms
  #goal: { readonly at: Ms; readonly reached: () => void } | null = null
  #stopped = false
  #running: Promise<void> = Promise.resolve()
  readonly #watchers = new Set<() => void>()

  constructor(ports: DriverPorts) {
    this.#ports = ports
    this.#exact = ports.clock.now()
  }

  async start(): Promise<void> {
    await this.#readCadence()
    this.#running = this.#run()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    // What went wrong in it has been told by then.
    await this.#running.catch(() => undefined)
  }

  state(): ClockState {
    const now = this.#ports.clock.now()
    const next = epochInstant(this.#every, epochNumber(this.#every, now) + 1)
    return {
      now,
      speed: this.#speed,
      paused: this.#paused,
      next_epoch: next,
      epoch_every: this.#every,
    }
  }

  /** `speed` from 1 to 10,000. */
  set({ speed, paused }: { readonly speed?: number; readonly paused?: boolean }): void {
    this.#speed = Math.min(SPEED_MAX, Math.max(1, speed ?? this.#speed))
    this.#paused = paused ?? this.#paused
    for (const told of this.#watchers) told()
  }

  /** Goes to the next epoch as fast as it can; resolves when its labels are published. */
  async jump(): Promise<void> {
    await this.#readCadence()
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#goal?.reached()
    this.#goal = { at: this.state().next_epoch, reached: resolve }
    await promise
    for (const told of this.#watchers) told()
  }

  /** Hears of every change of speed and every jump. */
  watch(told: () => void): () => void {
    this.#watchers.add(told)
    return () => this.#watchers.delete(told)
  }

  async #run(): Promise<void> {
    let last = this.#ports.clock.monotonicMs()
    while (!this.#stopped) {
      const now = this.#ports.clock.monotonicMs()
      const passed = this.#paused ? 0 : Math.min(now - last, PASSED_MAX_MS)
      last = now
      const goal = this.#goal
      await this.#play(goal?.at ?? this.#exact + passed * this.#speed)
      if (goal !== null && this.#ports.clock.now() >= goal.at) {
        this.#goal = this.#goal === goal ? null : this.#goal
        goal.reached()
      }
      const { promise, resolve } = Promise.withResolvers<void>()
      setTimeout(resolve, this.#goal === null ? TICK_MS : 0)
      await promise
    }
    this.#goal?.reached()
  }

  /** Lets happen what is due until `target`, or until it has been enough for one tick. */
  async #play(target: Ms): Promise<void> {
    const { clock, simulator, outbox } = this.#ports
    let acts = 0
    for (;;) {
      const act = simulator.nextAt ?? Number.POSITIVE_INFINITY
      const halt = this.#nextHalt()
      const next = Math.min(act, halt)
      if (next > target || acts === ACTS_MAX) {
        this.#exact = next > target ? Math.max(target, this.#exact) : clock.now()
        clock.moveTo(this.#exact)
        break
      }
      if (halt <= act) await this.#halt(halt)
      else {
        clock.moveTo(act)
        simulator.act()
        acts += 1
      }
    }
    if (acts > 0) await outbox.deliver()
  }

  /** Every epoch is at a full hour, and unless policies publish hourly at midnight. */
  #nextHalt(): Ms {
    const step = this.#every === 'hour' ? HOUR : DAY
    return (Math.floor(this.#ports.clock.now() / step) + 1) * step
  }

  async #halt(at: Ms): Promise<void> {
    const { clock, outbox, service } = this.#ports
    await outbox.deliver()
    clock.moveTo(at)
    // A service that cannot work now publishes the epoch later, as of the same instant.
    await service.work().catch(() => undefined)
    await this.#readCadence()
  }

  /** How often labels are published, as the policy says that speaks now. */
  async #readCadence(): Promise<void> {
    const { operator, clock } = this.#ports
    try {
      const { items, scheduled } = await operator.operator.policies.list()
      const speaking = scheduled
        .filter(({ from_at: from }) => from <= clock.now())
        .sort((a, b) => a.from_at - b.from_at)
        .at(-1)
      const parsed = parsePolicy(items.find(({ policy }) => policy === speaking?.policy)?.document)
      if (parsed.ok) this.#every = parsed.policy.publish.every
    } catch {
      // The service is away; its policy is what it was.
    }
  }
}
