import { show } from '../event/fields.ts'
import type { Bound, Condition, Enough, Label, Measure, Policy } from './policy.ts'
import { durationOf, hundredthsOf, refuse, Section } from './read.ts'

const LABEL_FIELDS = ['name', 'grant', 'keep', 'enough', 'robust']
const CONDITION_FIELDS = ['measure', 'at_least_percent', 'at_most', 'at_least', 'strict', 'bound']

/** Reads `labels` and `bands`. A label without `keep` is kept by what grants it. */
export function parseLabels(
  root: Section,
  measures: readonly Measure[],
  enough: Enough,
): Pick<Policy, 'labels' | 'bands'> {
  const labels = root.list('labels', null).map((body, index): Label => {
    const section = new Section(body, `labels.${index}`, LABEL_FIELDS)
    const name = section.text('name', '')
    if (name === '') refuse(section.at('name'), 'is missing', 'give the label a name')
    const grant = parseConditions(section, 'grant', measures)
    const keep = section.get('keep') ?? null
    const own = section.section('enough', ['turns', 'clients'])
    return {
      name,
      grant,
      keep: keep === null ? grant : parseConditions(section, 'keep', measures),
      enough: {
        turns: own.integer('turns', 0, enough.turns),
        clients: own.integer('clients', 0, enough.clients),
      },
      robust: parseRobust(section),
    }
  })
  const names = new Set(labels.map((label) => label.name))
  if (names.size < labels.length) refuse('labels', 'repeats a name', 'name each label once')
  return { labels, bands: root.flag('bands', false) }
}

function parseConditions(
  section: Section,
  name: string,
  measures: readonly Measure[],
): readonly Condition[] {
  const list = section.list(name, null)
  return list.map((body, index) => {
    const path = `${section.at(name)}.${index}`
    return parseCondition(new Section(body, path, CONDITION_FIELDS), measures)
  })
}

function parseCondition(section: Section, measures: readonly Measure[]): Condition {
  const name = section.get('measure')
  const measure = measures.findIndex((candidate) => candidate.name === name)
  const kind = measures[measure]?.kind
  if (kind === undefined) {
    const names = measures.map((candidate) => candidate.name).join(', ')
    refuse(section.at('measure'), `is ${show(name)}`, `name a measure of this policy: ${names}`)
  }
  const field = {
    rate: 'at_least_percent',
    credit: 'at_least_percent',
    time: 'at_most',
    count: 'at_least',
  }[kind]
  for (const other of ['at_least_percent', 'at_most', 'at_least', 'bound']) {
    const allowed = other === field || (other === 'bound' && field === 'at_least_percent')
    if (!allowed && section.get(other) !== undefined) {
      refuse(section.at(other), `does not fit a ${kind} measure`, `use ${field}`)
    }
  }
  const strict = section.flag('strict', false)
  switch (kind) {
    case 'time':
      return { kind, measure, strict, atMost: durationOf(section.get(field), section.at(field)) }
    case 'count': {
      const atLeast = section.integer('at_least', 0, null)
      if (atLeast === null) refuse(section.at(field), 'is missing', 'use an integer')
      return { kind, measure, strict, atLeast }
    }
    case 'rate':
    case 'credit': {
      const hundredths = hundredthsOf(section.get(field), section.at(field))
      return { kind: 'share', measure, strict, hundredths, bound: parseBound(section) }
    }
  }
}

function parseBound(section: Section): Bound | null {
  if ((section.get('bound') ?? null) === null) return null
  const bound = section.section('bound', ['kind', 'level_percent'])
  const level = bound.positive('level_percent', 95)
  if (level >= 100) refuse(bound.at('level_percent'), `is ${level}`, 'use a number below 100')
  return { kind: bound.word('kind', ['wilson', 'jeffreys'], null), levelPercent: level }
}

function parseRobust(section: Section): Label['robust'] {
  const table = section.get('robust') ?? {}
  const path = section.at('robust')
  if (typeof table !== 'object' || Array.isArray(table)) {
    refuse(path, `is ${show(table)}`, 'give a table such as {"5":1,"30":2}')
  }
  const rows = Object.entries(table as object).map(([clients, without]: [string, unknown]) => {
    if (!/^\d{1,9}$/.test(clients) || !Number.isSafeInteger(without) || (without as number) < 0) {
      refuse(path, `has a bad row ${show(clients)}: ${show(without)}`, 'map clients to a number')
    }
    return { clients: Number(clients), without: without as number }
  })
  return rows.sort((a, b) => a.clients - b.clients)
}
