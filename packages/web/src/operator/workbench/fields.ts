import { ANSWER_ACTIONS, MESSAGE_KINDS } from '@alacrity/engine'

/** A field of the form: where it stands in the document, how it is written, what it is when it is absent. */
export type FieldSpec = Kind & {
  /** Few policies say anything here: it is shown when asked for, or where this one does. */
  readonly rare?: true
}

type Kind =
  | {
      readonly kind: 'choice'
      readonly path: string
      readonly values: readonly string[]
      readonly usual: string
    }
  | {
      readonly kind: 'number'
      readonly path: string
      readonly usual: number | null
      readonly min: number
      readonly max?: number
      /** What leaving it empty writes: null where absent means something else. */
      readonly empty?: null
      readonly decimals?: number
    }
  | {
      readonly kind: 'length'
      readonly path: string
      readonly usual: string | null
      /** Words that stand instead of a length; `none` is written by leaving it out. */
      readonly words?: readonly string[]
    }
  | { readonly kind: 'flag'; readonly path: string; readonly usual: boolean }
  | {
      readonly kind: 'set'
      readonly path: string
      readonly values: readonly string[]
      /** What is written for all, which is also what is meant where nothing is; and for none. */
      readonly all: 'any' | true
      readonly none: 'any' | false
    }
  | {
      readonly kind: 'text'
      readonly path: string
      readonly usual: string
      readonly rows?: number
      /** An empty one is written as such, not left out. */
      readonly isNeeded?: true
    }
  /** A structure of its own, which is edited as JSON. */
  | { readonly kind: 'json'; readonly path: string }

export type SectionName =
  | 'deadline'
  | 'counts'
  | 'replies'
  | 'window'
  | 'weights'
  | 'publish'
  | 'words'

/** All that is a value in a place of its own; measures and labels are lists and have forms of their own. */
export const SECTIONS: Readonly<Record<SectionName, readonly FieldSpec[]>> = {
  deadline: [
    { kind: 'length', path: 'within', usual: '24h' },
    { kind: 'choice', path: 'clock.kind', values: ['wall', 'hours'], usual: 'wall' },
    { kind: 'choice', path: 'away', values: ['excuse', 'pause', 'ignore'], usual: 'excuse' },
  ],
  counts: [
    {
      kind: 'choice',
      path: 'turns.count',
      values: ['every_turn', 'first_turn', 'first_contact'],
      usual: 'every_turn',
    },
    { kind: 'choice', path: 'turns.initiated_by', values: ['any', 'client'], usual: 'any' },
    { kind: 'length', path: 'turns.silence', usual: null, words: ['none'], rare: true },
    {
      kind: 'set',
      path: 'turns.kinds',
      values: MESSAGE_KINDS,
      all: 'any',
      none: 'any',
      rare: true,
    },
  ],
  window: [
    { kind: 'number', path: 'window.days', usual: 30, min: 1, empty: null },
    { kind: 'number', path: 'window.last', usual: null, min: 1 },
    {
      kind: 'choice',
      path: 'window.anchor',
      values: ['now', 'yesterday', 'last_turn'],
      usual: 'now',
    },
    { kind: 'length', path: 'window.lag', usual: '0h', rare: true },
    { kind: 'number', path: 'window.at_least', usual: null, min: 1, rare: true },
    { kind: 'number', path: 'window.extend_to_days', usual: null, min: 1, rare: true },
    { kind: 'text', path: 'window.zone', usual: 'UTC', rare: true },
  ],
  weights: [
    { kind: 'choice', path: 'weights.unit', values: ['turn', 'client'], usual: 'turn' },
    { kind: 'number', path: 'weights.per_client_max', usual: null, min: 1 },
    { kind: 'number', path: 'enough.turns', usual: 1, min: 0 },
    { kind: 'number', path: 'enough.clients', usual: 1, min: 0 },
    { kind: 'number', path: 'weights.half_life_days', usual: null, min: 1, rare: true },
    {
      kind: 'number',
      path: 'weights.first_contact',
      usual: 1,
      min: 0,
      max: 1_000,
      decimals: 2,
      rare: true,
    },
    {
      kind: 'number',
      path: 'weights.follow_up',
      usual: 1,
      min: 0,
      max: 1_000,
      decimals: 2,
      rare: true,
    },
  ],
  replies: [
    { kind: 'flag', path: 'replies.automated', usual: false },
    { kind: 'set', path: 'replies.answers', values: ANSWER_ACTIONS, all: true, none: false },
    { kind: 'flag', path: 'excuse.flagged', usual: true },
    { kind: 'flag', path: 'excuse.released_by_member', usual: true },
    {
      kind: 'number',
      path: 'excuse.self_excused_max_percent',
      usual: 20,
      min: 0,
      max: 100,
      empty: null,
      decimals: 2,
    },
    { kind: 'flag', path: 'replies.messages', usual: true, rare: true },
    {
      kind: 'length',
      path: 'excuse.withdrawn_within',
      usual: 'due',
      words: ['due', 'never'],
      rare: true,
    },
    {
      kind: 'length',
      path: 'excuse.closed_within',
      usual: 'due',
      words: ['due', 'never'],
      rare: true,
    },
  ],
  words: [
    { kind: 'text', path: 'policy', usual: '', isNeeded: true },
    { kind: 'text', path: 'title', usual: '' },
    { kind: 'text', path: 'about', usual: '', rows: 3 },
    { kind: 'json', path: 'sources' },
  ],
  publish: [
    {
      kind: 'choice',
      path: 'publish.every',
      values: ['hour', 'day', 'week', 'month', 'quarter'],
      usual: 'day',
    },
    { kind: 'number', path: 'publish.dwell', usual: 1, min: 1 },
  ],
}
