import { show } from '../event/fields.ts'
import type { CurvePoint, Measure, MissedRule, Statistic } from './policy.ts'
import { durationOf, hundredthsOf, refuse, Section } from './read.ts'

const FIELDS = {
  rate: ['kind'],
  credit: ['kind', 'curve'],
  time: ['kind', 'statistic', 'missed'],
  count: ['kind'],
} as const satisfies Record<Measure['kind'], readonly string[]>

export function parseMeasures(root: Section): readonly Measure[] {
  const value = root.get('measures')
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    refuse('measures', 'is missing', 'give an object of named measures')
  }
  const entries = Object.entries(value)
  if (entries.length === 0) refuse('measures', 'is empty', 'name at least one measure')
  return entries.map(([name, body]) => parseMeasure(name, body))
}

function parseMeasure(name: string, body: unknown): Measure {
  const path = `measures.${name}`
  if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(name)) {
    refuse(path, 'is not a measure name', 'use letters, digits, _ and -')
  }
  const loose = new Section(body, path, ['kind', 'curve', 'statistic', 'missed'])
  const kind = loose.word('kind', ['rate', 'credit', 'time', 'count'], null)
  const section = new Section(body, path, FIELDS[kind])
  switch (kind) {
    case 'credit':
      return { name, kind, curve: parseCurve(section) }
    case 'time': {
      const statistic = parseStatistic(section)
      const missed = parseMissed(section)
      if (missed.kind === 'waiting' && !['median', 'percentile'].includes(statistic.kind)) {
        refuse(section.at('missed'), 'is "waiting"', 'use it only with median or a percentile')
      }
      return { name, kind, statistic, missed }
    }
    case 'rate':
    case 'count':
      return { name, kind }
  }
}

function parseCurve(section: Section): readonly CurvePoint[] {
  const points = section.list('curve', null).map((point, index) => {
    const path = `${section.at('curve')}.${index}`
    if (!Array.isArray(point) || point.length !== 2) {
      refuse(path, `is ${show(point)}`, 'give a pair: ["1h", 100]')
    }
    return { at: durationOf(point[0], path), hundredths: hundredthsOf(point[1], path) }
  })
  if (points.length === 0) refuse(section.at('curve'), 'is empty', 'give at least one point')
  for (let i = 1; i < points.length; i += 1) {
    const [before, here] = [points[i - 1], points[i]]
    if (before === undefined || here === undefined) continue
    const path = `${section.at('curve')}.${i}`
    if (here.at <= before.at) refuse(path, 'is not later than the point before', 'order by time')
    if (here.hundredths > before.hundredths) refuse(path, 'rises', 'a credit only falls with time')
  }
  return points
}

function parseStatistic(section: Section): Statistic {
  const value = section.text('statistic', 'median')
  if (value === 'mean' || value === 'median') return { kind: value }
  const named = /^(?:p(\d[\d.]*)|fastest_(\d[\d.]*)_mean)$/.exec(value)
  if (named !== null) {
    const hundredths = hundredthsOf(Number(named[1] ?? named[2]), section.at('statistic'))
    if (hundredths > 0) {
      return { kind: named[1] === undefined ? 'fastest_mean' : 'percentile', hundredths }
    }
  }
  return refuse(
    section.at('statistic'),
    `is ${show(value)}`,
    'use mean, median, pN or fastest_N_mean with N above 0, up to 100',
  )
}

function parseMissed(section: Section): MissedRule {
  const value = section.get('missed') ?? 'left_out'
  if (value === 'left_out' || value === 'waiting') return { kind: value }
  if (typeof value === 'string') {
    refuse(section.at('missed'), `is ${show(value)}`, 'use left_out, waiting or {"cap":"120h"}')
  }
  const cap = new Section(value, section.at('missed'), ['cap'])
  return { kind: 'cap', cap: durationOf(cap.get('cap'), cap.at('cap')) }
}
