import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compile } from './compile.js'
import { BASE } from './testing/base-factory.js'
import { codesOf, compileSpec, compileText, memoryFiles } from './testing/compile-text.js'
import { validate } from './validate.js'

const EXAMPLE = readFileSync(join(import.meta.dirname, '../examples/flight-delays/aifactory.yaml'), 'utf8')

test('the example compiles for each of its targets', async () => {
  const dev = await compileText(EXAMPLE, { platform: 'embedded' })
  expect(dev.diagnostics).toEqual([])
  expect(dev.factory).toMatchObject({ name: 'flight-delays', target: 'dev', platform: { namespace: 'flight-delays' } })
  const prod = await compileText(EXAMPLE, { target: 'prod' })
  expect(prod.factory?.platform).toMatchObject({ namespace: 'ml-prod', artifactStore: 's3://models/flight-delays' })
})

test('defaults, durations and shares are resolved', async () => {
  const { factory } = await compileText(EXAMPLE)
  const dataset = factory?.datasets.departures
  expect(dataset?.split).toEqual({ by: 'time', test: 0.2, validation: 0.1, gapMs: 86_400_000, seed: 0 })
  expect(dataset?.views.map(({ name, features }) => [name, features.map((feature) => feature.name)])).toEqual([
    ['carrier_history', ['mean_arr_delay_7d', 'late_share_7d', 'late_share_1d']],
    ['airport_weather', ['wind_speed', 'visib', 'precip', 'temp', 'humid']],
  ])
  expect(dataset?.views[1]?.features[0]?.expression).toBe('"wind_speed"')
  expect(dataset?.keep).toBeUndefined()
  expect(factory?.endpoints['delay-api']).toMatchObject({
    groundTruth: { delayMs: 43_200_000, labelExpression: 'arr_delay > 15' },
    rollout: {
      steps: [
        { kind: 'mirror', share: 1 },
        {},
        {},
        { kind: 'setWeight', weight: 0.2 },
        { kind: 'pause', durationMs: 21_600_000 },
        {},
        {},
        {},
      ],
    },
  })
  expect(factory?.endpoints['delay-api']?.rollout.analysis.health?.[1]).toMatchObject({ metric: 'latency_p99', max: 200 })
  const [all] = factory?.monitors['delay-drift']?.drift ?? []
  expect(all).toMatchObject({ id: 'drift[0]', driftShare: 0.3, for: 2, correction: 'none' })
  expect(all?.columns).toEqual([
    ...['carrier', 'origin', 'dest', 'distance', 'hour'],
    ...['mean_arr_delay_7d', 'late_share_7d', 'late_share_1d', 'wind_speed', 'visib', 'precip', 'temp', 'humid', 'prediction'],
  ])
})

test('columns that gates and reports divide by are kept where they are no inputs', async () => {
  const { factory } = await compileSpec(
    'models: { late-arrival: { evaluation: { slices: [carrier, origin] }, gates: { fairness: [ { column: arr_delay, metric: demographic_parity_difference, max: 0.1 } ] } } }',
  )
  expect(factory?.datasets.departures?.keep).toEqual(['arr_delay', 'carrier'])
})

test('the graph lists what a node is built from before it', async () => {
  const { factory } = await compileText(BASE)
  const seen = new Set<string>()
  for (const { id, dependsOn } of factory?.graph ?? []) {
    expect(dependsOn.filter((other) => !seen.has(other))).toEqual([])
    seen.add(id)
  }
  expect(seen.size).toBe(8)
})

test('equal files give an equal factory, whatever the order of their keys', async () => {
  const [one, two] = await Promise.all([compileText(EXAMPLE), compileText(EXAMPLE)])
  expect(JSON.stringify(one.factory)).toBe(JSON.stringify(two.factory))
  expect(JSON.stringify(await compileText(`${EXAMPLE}\n# a comment\n`).then(({ factory }) => factory))).toBe(JSON.stringify(one.factory))
})

describe('places', () => {
  test.each([
    ['source: weather\n', 'source: wether\n', 'AF3001', 'wether'],
    [
      'timestampField: time_hour\n      schema: { time_hour: timestamp, origin',
      'timestampField: time\n      schema: { time_hour: timestamp, origin',
      'AF3009',
      'time',
    ],
    ['arr_delay > 15', 'arr_dela > 15', 'AF3009', 'arr_dela'],
    ['request: [distance, origin]', 'request: [distance, orgin]', 'AF3009', 'orgin'],
    ['joinKeys: [carrier]', 'joinKeys: [carier]', 'AF3009', 'carier'],
    ['joinKey: [carrier, time_hour]', 'joinKey: [carrier, flight]', 'AF3009', 'flight'],
    ['temp: {} }', 'tmp: {} }', 'AF3009', 'tmp'],
    ['dataset: departures', 'dataset: departure', 'AF3005', 'departure'],
    ['epochs: 3', 'epoch: 3', 'AF2001', 'epoch'],
    ['runtime: tfjs', 'runtime: tf', 'AF2004', 'tf'],
    ['columns: "*"', 'columns: [wind]', 'AF3020', 'wind'],
  ])('%s -> %s is %s at %s', async (from, to, code, marked) => {
    const text = BASE.replace(from, to)
    const { diagnostics } = await compileText(text)
    const found = diagnostics.find((diagnostic) => diagnostic.code === code)
    expect(codesOf({ diagnostics })).toContain(code)
    const { start, end } = found?.range ?? { start: { line: 0, column: 0 }, end: { line: 0, column: 0 } }
    expect(text.split('\n')[start.line]?.slice(start.column, end.column)).toBe(marked)
  })

  test('one mistake gives one diagnostic', async () => {
    for (const [from, to] of [
      ['epochs: 3', 'epoch: 3'],
      ['runtime: tfjs', 'runtime: tf'],
      ['request: [distance, origin]', 'requests: [distance]'],
      ['kind: AIFactory', 'kind: Factory'],
      ['method: psi', 'method: psy'],
    ] as const) {
      expect((await compileText(BASE.replace(from, to))).diagnostics).toHaveLength(1)
    }
  })

  test('a schema error in one resource does not hide a reference error in another', async () => {
    const { diagnostics } = await compileText(BASE.replace('epochs: 3', 'epoch: 3').replace('source: weather\n', 'source: wether\n'))
    expect(codesOf({ diagnostics }).sort()).toEqual(['AF2001', 'AF3001'])
  })
})

describe('targets', () => {
  test('a target overrides by key, and what it writes is blamed on it', async () => {
    const text = BASE.replace(
      'spec:\n',
      'spec:\n  targets: { prod: { models: { late-arrival: { gates: { metrics: [ { metric: roc_auc, min: 7 } ] } } } } }\n',
    )
    const { diagnostics } = await compileText(text, { target: 'prod' })
    expect(diagnostics).toMatchObject([{ code: 'AF4011', range: { start: { line: 4 } } }])
  })

  test('validate checks every target, and names the one that is wrong', async () => {
    const text = BASE.replace('spec:\n', 'spec:\n  targets: { dev: { default: true }, prod: { endpoints: { delay-api: { port: 0 } } } }\n')
    const result = await validate({ files: memoryFiles({ 'aifactory.yaml': text }) })
    expect(result.targets).toEqual(['dev', 'prod'])
    expect(result.diagnostics).toMatchObject([{ code: 'AF2006', message: expect.stringContaining('(target prod)') }])
  })
})

describe('variables', () => {
  const text = BASE.replace(
    'spec:\n',
    'spec:\n  variables: { epochs: 3, days: { default: 7d } }\n  targets: { dev: { default: true }, prod: { variables: { epochs: 9 } } }\n',
  )
    .replace('epochs: 3 }', `epochs: "\${var.epochs}" }`)
    .replace('window: 7d', `window: "\${var.days}"`)
    .replace(
      'metadata: { name: flight-delays }',
      () => `metadata: { name: flight-delays, description: "\${var.epochs} epochs, $\${var.x}" }`,
    )

  test('a whole value keeps its type, a part becomes text, and a doubled sign stands for itself', async () => {
    const { factory, diagnostics } = await compileText(text)
    expect(diagnostics).toEqual([])
    expect(factory?.models['late-arrival']?.trainer.parameters).toMatchObject({ epochs: 3 })
    expect(factory?.description).toBe(`3 epochs, \${var.x}`)
  })

  test('targets and the command line give other values', async () => {
    const parametersOf = async (input: Parameters<typeof compileText>[1]) =>
      (await compileText(text, input)).factory?.models['late-arrival']?.trainer.parameters
    expect(await parametersOf({ target: 'prod' })).toMatchObject({ epochs: 9 })
    expect(await parametersOf({ target: 'prod', values: { vars: ['epochs=12'] } })).toMatchObject({ epochs: 12 })
  })

  test('a variable that is missing is told once, with a suggestion', async () => {
    const { diagnostics } = await compileText(text.replace('var.epochs}" }', 'var.epoch}" }'))
    expect(diagnostics).toMatchObject([{ code: 'AF3011', suggestion: 'Did you mean "epochs"?' }])
    expect(codesOf(await compileText(text, { values: { vars: ['epoks=1'] } }))).toEqual(['AF3011'])
  })
})

describe('include', () => {
  test('definitions of other files are merged, and blamed on them', async () => {
    const files = {
      'more/extra.yaml': 'spec:\n  include: [deeper.yaml]\n  entities: { plane: { joinKeys: [tail] } }\n',
      'more/deeper.yaml': 'spec: { pipeline: { retries: 3 } }\n',
    }
    const { diagnostics } = await compileSpec(
      'include: [more/extra.yaml]\nfeatureViews: { planes: { entities: [plane], source: flights, ttl: 1d, features: { distance: {} } } }',
      { files },
    )
    expect(diagnostics.find(({ code }) => code === 'AF3009')).toMatchObject({ file: 'more/extra.yaml', range: { start: { line: 2 } } })
  })

  test('a file that two others include counts once', async () => {
    const files = {
      'a.yaml': 'spec: { include: [c.yaml] }',
      'b.yaml': 'spec: { include: [c.yaml] }',
      'c.yaml': 'spec: { pipeline: { retries: 3 } }',
    }
    const { diagnostics, factory } = await compileSpec('include: [a.yaml, b.yaml]', { files })
    expect(diagnostics).toEqual([])
    expect(factory?.pipeline.retries).toBe(3)
  })
})

test('columns found in data are checked as declared ones are', async () => {
  const text = BASE.replace(/ {6}schema: .*\n/g, '').replace('request: [distance, origin]', 'request: [distnce, origin]')
  const columns = async ({ name }: { name: string }) =>
    name === 'flights'
      ? ['time_hour', 'landed_at', 'carrier', 'origin', 'distance', 'arr_delay'].map((column) => ({ name: column }))
      : undefined
  expect(codesOf(await compileText(text))).toEqual([])
  expect((await compileText(text, { columns })).diagnostics).toMatchObject([{ code: 'AF3009', suggestion: 'Did you mean "distance"?' }])
})

describe('never throws', () => {
  test('on any text', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.stringMatching(/^[-a-z:{}[\],&*!|>'"%#\n \t]{0,80}$/)),
        async (text) => {
          const { diagnostics, factory } = await compileText(text)
          expect(diagnostics.some(({ severity }) => severity === 'error') || factory !== undefined).toBe(true)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('on the example with any part replaced by another', async () => {
    const at = fc.nat(EXAMPLE.length)
    const junk = fc.oneof(
      fc.constantFrom('', '\n', '  ', '{', '}', ': ', '- ', '"', '*', '&a ', '*a', '${var.x}', '0', 'null', '[]', '{}'),
      fc.string({ maxLength: 5 }),
    )
    await fc.assert(
      fc.asyncProperty(at, fc.nat(40), junk, async (start, length, text) => {
        const mutated = EXAMPLE.slice(0, start) + text + EXAMPLE.slice(start + length)
        const { diagnostics } = await compile({ files: memoryFiles({ 'aifactory.yaml': mutated }), platform: 'embedded' })
        const lines = mutated.split('\n').length
        for (const { range } of diagnostics) expect(range === undefined || range.end.line < lines).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  test('on the base with any value replaced by one of another kind', async () => {
    const lines = BASE.split('\n').flatMap((line, index) => (/: \S/.test(line) ? [index] : []))
    const value = fc.constantFrom('null', '[]', '{}', '5', '-1', 'true', 'text', '[[1]]', '{ a: { b: [c] } }', '""', '1e400', '${var.none}')
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...lines), value, async (line, replacement) => {
        const text = BASE.split('\n')
          .map((old, index) => (index === line ? old.replace(/: \S.*$/, `: ${replacement}`) : old))
          .join('\n')
        await compileText(text)
      }),
      { numRuns: 300 },
    )
  })
})
