/**
 * A factory without problems of at least so many lines: views, datasets, models, endpoints and monitors as people write
 * them, in groups of which each uses its own. Its data are CSV files with the columns COLUMNS.
 */
export function largeFactory(lines) {
  const sections = { sources: [], entities: [], featureViews: [], datasets: [], models: [], endpoints: [], monitors: [] }
  const text = () => {
    const body = Object.entries(sections).flatMap(([section, entries]) => [`  ${section}:`, ...entries.flat().map((line) => `    ${line}`)])
    return ['apiVersion: aifactory.dev/v1', 'kind: AIFactory', 'metadata: { name: large }', 'spec:', ...body, ...TARGETS, ''].join('\n')
  }
  for (let group = 1; text().split('\n').length <= lines; group++) {
    for (const [section, entry] of Object.entries(groupOf(group))) sections[section].push(entry)
  }
  return text()
}

export const COLUMNS = ['time_hour', 'landed_at', 'carrier', 'origin', 'distance', 'arr_delay', 'dep_delay']

const TARGETS = ['  targets:', '    dev: { default: true }', '    prod: { platform: { namespace: ml-prod } }']

function groupOf(n) {
  return {
    sources: [
      `flights_${n}:`,
      '  description: Flights, one row each.',
      '  format: csv',
      `  path: data/flights_${n}.csv`,
      '  timestampField: time_hour',
      '  createdTimestampField: landed_at',
      '  schema:',
      '    time_hour: timestamp',
      '    landed_at: timestamp',
      '    carrier: string',
      '    origin: string',
      '    distance: float64',
      '    arr_delay: float64',
      '    dep_delay: float64',
      '  expectations:',
      '    - { expect: not_null, columns: [carrier, origin, time_hour] }',
      '    - { expect: in_set, column: origin, values: [EWR, JFK, LGA] }',
      '    - { expect: between, column: distance, min: 10, max: 6000 }',
    ],
    entities: [`carrier_${n}: { joinKeys: [carrier] }`],
    featureViews: [
      `history_${n}:`,
      `  entities: [carrier_${n}]`,
      `  source: flights_${n}`,
      '  ttl: 30d',
      '  online: true',
      '  features:',
      '    mean_delay_1d: { aggregate: mean, column: arr_delay, window: 1d }',
      '    mean_delay_7d: { aggregate: mean, column: arr_delay, window: 7d }',
      '    late_share_7d: { aggregate: mean, expression: "arr_delay > 15 AND dep_delay > 0", window: 7d }',
      '    flights_1d: { aggregate: count, window: 1d }',
    ],
    datasets: [
      `departures_${n}:`,
      '  description: One row for each flight.',
      `  source: flights_${n}`,
      '  label: { expression: "arr_delay > 15", type: bool }',
      '  request: [origin, distance]',
      '  features:',
      `    - history_${n}:mean_delay_7d`,
      `    - history_${n}:late_share_7d`,
      `    - history_${n}:*`,
      '  split: { by: time, test: 20%, gap: 1d }',
    ],
    models: [
      `late-${n}:`,
      '  task: binary_classification',
      `  dataset: departures_${n}`,
      '  trainer:',
      '    runtime: tfjs',
      '    parameters: { hidden: [64, 32], epochs: 10, batchSize: 512, seed: 7 }',
      '    resourcesPerNode: { cpu: 2, memory: 4Gi }',
      '  gates:',
      '    metrics:',
      '      - { metric: roc_auc, min: 0.65 }',
      '      - { metric: brier, max: 0.2 }',
      '  retrain: { onDrift: true, budget: { runs: 4, per: 30d }, cooldown: 3d }',
    ],
    endpoints: [
      `api-${n}:`,
      `  model: late-${n}`,
      '  minReplicas: 2',
      '  maxReplicas: 8',
      `  groundTruth: { source: flights_${n}, joinKey: [carrier, time_hour], delay: 12h }`,
      '  rollout:',
      '    steps:',
      '      - { mirror: 100% }',
      '      - { analysis: parity }',
      '      - { setWeight: 20% }',
      '      - { pause: 1h }',
      '      - { analysis: health }',
      '    analysis:',
      '      parity: { metrics: [ { metric: prediction_psi, max: 0.5, minSamples: 500 } ] }',
      '      health: { metrics: [ { metric: error_rate, max: 1% } ] }',
    ],
    monitors: [
      `drift-${n}:`,
      `  endpoint: api-${n}`,
      '  current: { window: 7d, minSamples: 1000 }',
      '  cooldown: 7d',
      '  drift:',
      '    - { columns: "*", method: psi, threshold: 0.2, driftShare: 30%, for: 2, actions: [alert, retrain] }',
      '    - { column: prediction, method: jensen_shannon, threshold: 0.1, actions: [alert] }',
    ],
  }
}
