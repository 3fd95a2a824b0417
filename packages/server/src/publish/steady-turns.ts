import type { MemberHistory } from '@alacrity/engine'
import type { Store } from '@alacrity/store'
import type { EvaluatePorts } from './evaluate.ts'

/** So many members' histories are held at a time. */
const KEPT_MAX = 1_000

type Source = Pick<Store, 'turns' | 'log'>

/**
 * Turns for catching up on several epochs: a history that was read for one serves the next ones too, for as
 * long as nothing new is stored.
 */
export class SteadyTurns {
  readonly #source: Source
  readonly #kept = new Map<string, Promise<MemberHistory | null>>()
  #position = -1

  constructor(source: Source) {
    this.#source = source
  }

  /** Asked before each epoch: forgets what is no longer all there is. */
  async refresh(): Promise<void> {
    const position = await this.#source.log.position()
    if (position !== this.#position) this.#kept.clear()
    this.#position = position
  }

  readonly batches: EvaluatePorts['turns']['batches'] = (...wish) =>
    this.#source.turns.batches(...wish)

  readonly kept: EvaluatePorts['turns']['kept'] = (member) => this.#source.turns.kept(member)

  readonly history: EvaluatePorts['turns']['history'] = (member) => {
    const known = this.#kept.get(member)
    if (known !== undefined) return known
    const read = this.#source.turns.history(member)
    if (this.#kept.size < KEPT_MAX) this.#kept.set(member, read)
    return read
  }
}
