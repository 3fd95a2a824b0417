import { DAY, HOUR } from '../base/instant.ts'
import { ANSWER_ACTIONS, MESSAGE_KINDS } from '../event/event.ts'
import { type Fault, show } from '../event/fields.ts'
import { parseWeekly, zoneProblem } from '../event/hours.ts'
import { parseLabels } from './labels.ts'
import { parseMeasures } from './measures.ts'
import type { ExcuseLimit, Policy } from './policy.ts'
import { durationOf, hundredthsOf, PolicyFault, refuse, Section } from './read.ts'

export type ParsedPolicy =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly fault: Fault }

const FIELDS = [
  'policy',
  'title',
  'about',
  'sources',
  'turns',
  'clock',
  'away',
  'within',
  'replies',
  'excuse',
  'window',
  'weights',
  'enough',
  'measures',
  'score',
  'labels',
  'bands',
  'publish',
]

/** Reads a policy document and fills in the defaults; an unknown field is a fault, named. */
export function parsePolicy(document: unknown): ParsedPolicy {
  try {
    return { ok: true, policy: readPolicy(new Section(document, '', FIELDS)) }
  } catch (error) {
    if (error instanceof PolicyFault) return { ok: false, fault: error.fault }
    throw error
  }
}

function readPolicy(root: Section): Policy {
  const id = root.text('policy', '')
  const match = /^([A-Za-z0-9][A-Za-z0-9._-]*)\/([1-9]\d{0,8})$/.exec(id)
  if (match === null) {
    refuse('policy', id === '' ? 'is missing' : `is ${show(id)}`, 'use name/version: my-policy/1')
  }
  readSources(root)
  const within = root.duration('within', 24 * HOUR)
  const measures = parseMeasures(root)
  const enough = readEnough(root.section('enough', ['turns', 'clients']))
  return {
    policy: id,
    name: match[1] ?? '',
    version: Number(match[2]),
    title: root.text('title', id),
    about: root.text('about', ''),
    turns: readTurns(root.section('turns', ['count', 'silence', 'initiated_by', 'kinds'])),
    clock: {
      ...readClock(root.section('clock', ['kind', 'weekly', 'zone'])),
      away: root.word('away', ['pause', 'excuse', 'ignore'], 'excuse'),
    },
    within,
    replies: readReplies(root.section('replies', ['messages', 'answers', 'automated'])),
    excuse: readExcuse(root, within),
    window: readWindow(root),
    weights: readWeights(root),
    enough,
    measures,
    score: readScore(root, measures),
    ...parseLabels(root, measures, enough),
    publish: readPublish(root.section('publish', ['every', 'dwell'])),
  }
}

function readSources(root: Section): void {
  root.list('sources', []).forEach((source, index) => {
    const section = new Section(source, `sources.${index}`, ['url', 'grade', 'title', 'seen'])
    section.text('url', '')
    section.text('grade', '')
  })
}

function readTurns(section: Section): Policy['turns'] {
  const kinds = section.get('kinds') ?? 'any'
  return {
    count: section.word('count', ['every_turn', 'first_turn', 'first_contact'], 'every_turn'),
    silence: section.duration('silence', null),
    initiatedBy: section.word('initiated_by', ['any', 'client'], 'any'),
    kinds: kinds === 'any' ? null : words(kinds, section.at('kinds'), MESSAGE_KINDS),
  }
}

function words<Word extends string>(
  value: unknown,
  field: string,
  known: readonly Word[],
): readonly Word[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  const all = list.every((word) => (known as readonly unknown[]).includes(word))
  if (!Array.isArray(value) || !all) {
    refuse(field, `is ${show(value)}`, `give a list of ${known.join(', ')}`)
  }
  return list as readonly Word[]
}

function readClock(section: Section): Pick<Policy['clock'], 'kind' | 'weekly' | 'zone'> {
  const kind = section.word('kind', ['wall', 'hours'], 'wall')
  const zone = section.text('zone', 'member')
  const weekly = section.get('weekly') ?? null
  if (zone !== 'member') {
    const problem = zoneProblem(zone)
    if (problem !== null) refuse(section.at('zone'), problem, 'use "member" or an IANA name')
  }
  if (weekly === null) return { kind, weekly: null, zone }
  const parsed = parseWeekly(weekly)
  if ('problem' in parsed) {
    refuse(section.at('weekly'), parsed.problem, 'use {"mon":[["09:00","17:00"]],…}')
  }
  return { kind, weekly: parsed.weekly, zone }
}

function readReplies(section: Section): Policy['replies'] {
  const answers = section.get('answers') ?? true
  return {
    messages: section.flag('messages', true),
    answers:
      typeof answers === 'boolean'
        ? answers
          ? ANSWER_ACTIONS
          : []
        : words(answers, section.at('answers'), ANSWER_ACTIONS),
    automated: section.flag('automated', false),
  }
}

function readExcuse(root: Section, within: number): Policy['excuse'] {
  const section = root.section('excuse', [
    'withdrawn_within',
    'closed_within',
    'flagged',
    'released_by_member',
    'self_excused_max_percent',
  ])
  const limit = (name: string): ExcuseLimit => {
    const value = section.get(name) ?? 'due'
    if (value === 'never') return null
    return value === 'due' ? within : Math.max(within, durationOf(value, section.at(name)))
  }
  const cap = section.get('self_excused_max_percent')
  return {
    withdrawnWithin: limit('withdrawn_within'),
    closedWithin: limit('closed_within'),
    flagged: section.flag('flagged', true),
    releasedByMember: section.flag('released_by_member', true),
    selfExcusedMax:
      cap === null ? null : hundredthsOf(cap ?? 20, section.at('self_excused_max_percent')),
  }
}

function readWindow(root: Section): Policy['window'] {
  const section = root.section('window', [
    'days',
    'last',
    'lag',
    'at_least',
    'extend_to_days',
    'anchor',
    'zone',
  ])
  const anchor = section.word('anchor', ['now', 'yesterday', 'last_turn'], 'now')
  const zone = section.text('zone', 'UTC')
  const problem = zoneProblem(zone)
  if (problem !== null) refuse(section.at('zone'), problem, 'use an IANA name')
  const days = section.get('days') === null ? null : section.positive('days', 30)
  const extendTo = section.positive('extend_to_days', null)
  return {
    days: days === null ? null : days * DAY,
    last: section.integer('last', 1, null),
    lag: section.duration('lag', 0),
    atLeast: section.integer('at_least', 1, null),
    extendTo: extendTo === null ? null : extendTo * DAY,
    anchor: anchor === 'yesterday' ? { kind: anchor, zone } : { kind: anchor },
  }
}

function readWeights(root: Section): Policy['weights'] {
  const section = root.section('weights', [
    'unit',
    'per_client_max',
    'half_life_days',
    'first_contact',
    'follow_up',
  ])
  const weight = (name: string): number => {
    const value = section.get(name) ?? 1
    if (typeof value !== 'number' || !(value >= 0 && value <= 1000)) {
      refuse(section.at(name), `is ${show(value)}`, 'use a number from 0 to 1000')
    }
    return value
  }
  const halfLife = section.positive('half_life_days', null)
  return {
    unit: section.word('unit', ['turn', 'client'], 'turn'),
    perClientMax: section.integer('per_client_max', 1, null),
    halfLife: halfLife === null ? null : halfLife * DAY,
    firstContact: weight('first_contact'),
    followUp: weight('follow_up'),
  }
}

function readEnough(section: Section): Policy['enough'] {
  return { turns: section.integer('turns', 0, 1), clients: section.integer('clients', 0, 1) }
}

function readScore(root: Section, measures: Policy['measures']): number | null {
  const name = root.get('score') ?? null
  if (name === null) return null
  const index = measures.findIndex((measure) => measure.name === name)
  const kind = measures[index]?.kind
  if (kind !== 'rate' && kind !== 'credit') {
    const names = measures.flatMap((m) => (m.kind === 'rate' || m.kind === 'credit' ? m.name : []))
    refuse('score', `is ${show(name)}`, `name a rate or credit measure: ${names.join(', ')}`)
  }
  return index
}

function readPublish(section: Section): Policy['publish'] {
  return {
    every: section.word('every', ['hour', 'day', 'week', 'month', 'quarter'], 'day'),
    dwell: section.integer('dwell', 1, 1),
  }
}
