import { expect, test } from 'vitest'
import { compileSpec } from '../testing/compile-text.js'

async function hashesOf(fragment: string) {
  const { factory, diagnostics } = await compileSpec(fragment)
  const hashes = factory?.models['late-arrival']?.hashes
  if (hashes === undefined) throw new Error(JSON.stringify(diagnostics))
  return hashes
}

/** Which digests a change gives anew; what follows a changed stage changes with it. */
async function changedBy(fragment: string): Promise<string[]> {
  const [before, after] = await Promise.all([hashesOf('{}'), hashesOf(fragment)])
  return (['dataset', 'train', 'evaluate', 'gates'] as const).filter((stage) => before[stage] !== after[stage])
}

const model = (fields: string) => `models: { late-arrival: { ${fields} } }`
const ALL = ['dataset', 'train', 'evaluate', 'gates']

test.each([
  ['a gate', model('gates: { metrics: [ { metric: roc_auc, min: 0.7 } ] }'), ['gates']],
  ['a gate that compares', model('gates: { metrics: [ { metric: roc_auc, versus: champion, minDelta: 0 } ] }'), ['evaluate', 'gates']],
  ['a slice that is an input', model('evaluation: { slices: [origin] }'), ['evaluate', 'gates']],
  ['a slice that is none', model('evaluation: { slices: [carrier] }'), ALL],
  ['a parameter', model('trainer: { parameters: { epochs: 9 } }'), ['train', 'evaluate', 'gates']],
  ['more memory', model('trainer: { resourcesPerNode: { memory: 8Gi }, retries: 9, timeout: 1h, spot: true }'), []],
  ['the model card', model('description: new, modelCard: { owners: [me], intendedUse: all }'), []],
  ['a retraining schedule', model('retrain: { schedule: "0 3 * * *" }'), []],
  ['an expectation', 'sources: { flights: { expectations: [ { expect: not_null, columns: [origin] } ] } }', []],
  ['descriptions and owners', 'datasets: { departures: { description: x, owners: [me] } }\nsources: { flights: { description: y } }', []],
  ['when online values are computed', 'featureViews: { airport_weather: { schedule: "*/5 * * * *" } }', []],
  ['a path', 'sources: { weather: { path: data/w.csv } }', ALL],
  ['a window', 'featureViews: { carrier_history: { features: { mean_delay_7d: { window: 8d } } } }', ALL],
  [
    'a feature that is not used',
    'featureViews: { airport_weather: { features: { cold: { expression: temp < 0 } } } }\ndatasets: { departures: { features: ["carrier_history:*", "airport_weather:temp", "airport_weather:wind_speed"] } }',
    [],
  ],
  ['the label', 'datasets: { departures: { label: { expression: arr_delay > 30 } } }', ALL],
])('%s', async (_name, fragment, stages) => {
  expect(await changedBy(fragment)).toEqual(stages)
})
