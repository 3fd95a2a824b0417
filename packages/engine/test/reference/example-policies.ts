/** Two policies written from the page: the founding document's system, and the default one. */

export const upworkPolicy: Record<string, unknown> = {
  policy: 'upwork-2022/1',
  measures: { on_time: { kind: 'rate' } },
  score: 'on_time',
  labels: [{ name: 'Responsive', grant: [{ measure: 'on_time', at_least_percent: 90 }] }],
  publish: { every: 'day' },
}

export const alacrityPolicy: Record<string, unknown> = {
  policy: 'alacrity/1',
  window: { days: 90 },
  weights: { unit: 'client' },
  enough: { turns: 3, clients: 2 },
  measures: {
    speed: {
      kind: 'credit',
      curve: [
        ['1h', 100],
        ['24h', 80],
        ['48h', 40],
        ['72h', 0],
      ],
    },
    on_time: { kind: 'rate' },
    typical: { kind: 'time', statistic: 'median', missed: 'waiting' },
  },
  score: 'speed',
  labels: [
    {
      name: 'Responsive',
      grant: [{ measure: 'speed', at_least_percent: 80 }],
      keep: [{ measure: 'speed', at_least_percent: 75 }],
      enough: { turns: 5, clients: 5 },
      robust: { '5': 1, '30': 2, '60': 3 },
    },
  ],
  publish: { every: 'week', dwell: 4 },
}
