import { expect, test } from 'vitest'
import type { ColumnFacts, SourceFacts } from '../columns/data-facts.js'
import { findings } from '../testing/findings.js'

const DAY = 86_400_000
/** A source of so many rows in so many days. */
const data = (rows: number, days: number, columns: Readonly<Record<string, ColumnFacts>> = {}): SourceFacts => ({
  rows,
  columns: { time_hour: { least: 0, most: days * DAY }, ...columns },
})
const facts = (flights: SourceFacts) => ({ facts: async ({ name }: { name: string }) => (name === 'flights' ? flights : undefined) })
const YEAR = data(365_000, 365)

const dataset = (fields: string) => `datasets: { departures: { ${fields} } }`
const gates = (list: string) => `models: { late-arrival: { gates: { metrics: [ ${list} ] } } }`

test.each([
  ['a window of the data', dataset('window: 180d'), YEAR, []],
  ['a window longer than the data', dataset('window: 366d'), YEAR, ['AF4151 366d']],
  ['a feature of more than the data', '', data(5_000_000, 5), ['AF4152 7d']],
  [
    'a gate on enough rows',
    gates('{ metric: roc_auc, min: 0.6, minSamples: 40 }'),
    data(200, 100),
    ['AF4155 health', 'AF4154 delay-drift'],
  ],
  [
    'a gate on more than is held out',
    gates('{ metric: roc_auc, min: 0.6, minSamples: 41 }'),
    data(200, 100),
    ['AF4153 41', 'AF4155 health', 'AF4154 delay-drift'],
  ],
  ['a gate by default', '', data(140, 100), ['AF4153 roc_auc', 'AF4155 health', 'AF4154 delay-drift']],
  [
    'a gate that only warns',
    gates('{ metric: roc_auc, min: 0.6, minSamples: 41, severity: warn }'),
    data(200, 100),
    ['AF4155 health', 'AF4154 delay-drift'],
  ],
  ['traffic', 'monitors: { delay-drift: { current: { window: 7d, minSamples: 1000 } } }', data(10_000, 100), []],
  ['too little traffic', 'monitors: { delay-drift: { current: { window: 1d, minSamples: 1000 } } }', data(10_000, 100), ['AF4154 1000']],
  [
    'an analysis that takes years',
    'endpoints: { delay-api: { rollout: { steps: [ { setWeight: 1% }, { analysis: health } ], analysis: { health: { metrics: [ { metric: error_rate, max: 1%, minSamples: 5000 } ] } } } } }',
    data(100_000, 1000),
    ['AF4155 health'],
  ],
  ['a column of one value', '', data(365_000, 365, { distance: { constant: true, missing: 0 } }), ['AF4156 distance']],
  ['a column of no values', '', data(365_000, 365, { distance: { missing: 365_000 } }), ['AF4156 distance']],
  ['a column that is sometimes missing', '', data(365_000, 365, { distance: { constant: true, missing: 4 } }), []],
  ['a text for each row', '', data(365_000, 365, { origin: { distinct: 350_000 } }), ['AF4157 origin']],
  ['a number for each row', '', data(365_000, 365, { distance: { distinct: 365_000 } }), []],
  ['nothing known of the time', '', { rows: 1_000_000, columns: {} }, []],
])('%s', async (_, fragment, flights, expected) => {
  expect(await findings(fragment || '{}', undefined, facts(flights))).toEqual(expected)
})
