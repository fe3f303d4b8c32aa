import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { AIFactory } from '../schema/generated/aifactory.js'
import { DEFAULTS } from '../schema/generated/aifactory-defaults.js'
import { complete } from './explain/complete.js'
import { explain } from './explain.js'
import { link } from './graph/link.js'
import { BASE } from './testing/base-factory.js'
import { memoryFiles, withSpec } from './testing/compile-text.js'

const EXAMPLE = readFileSync(join(import.meta.dirname, '../examples/flight-delays/aifactory.yaml'), 'utf8')

const explained = (text: string, path: string | undefined, input: Partial<Parameters<typeof explain>[0]> = {}) =>
  explain({ files: memoryFiles({ 'aifactory.yaml': text }), path, ...input })

describe('defaults that are shown are those that are linked', () => {
  const factory = (document: unknown) => link(document as AIFactory, null)

  test.each([
    ['the example', EXAMPLE],
    ['the base', BASE],
    ['replicas above the default', withSpec('endpoints: { delay-api: { minReplicas: 3 } }')],
    [
      'a trainer of its own',
      withSpec('models: { late-arrival: { trainer: { runtime: command, command: [x], parameters: { a: 1 } } } }').replace('epochs: 3', ''),
    ],
    ['a section of its own', withSpec('models: { late-arrival: { evaluation: { threshold: 0.4 }, aliases: { champion: live } } }')],
  ])('%s', (_title, text) => {
    const document: unknown = parse(text)
    const { document: completed, filled } = complete(document)
    expect(factory(completed)).toEqual(factory(document))
    expect(filled.size).toBeGreaterThan(20)
  })

  test('also where any fields with defaults are given other values', () => {
    const retrain = fc.record({ onDrift: fc.boolean(), onDecay: fc.boolean(), cooldown: fc.constantFrom('1h', '3d') }, { requiredKeys: [] })
    const endpoint = fc.record(
      { minReplicas: fc.nat(4), scaleTarget: fc.integer({ min: 1, max: 90 }), timeout: fc.constant('9s') },
      { requiredKeys: [] },
    )
    const platform = fc.option(fc.record({ namespace: fc.constant('x'), storage: fc.constant('5Gi') }, { requiredKeys: [] }), {
      nil: undefined,
    })
    fc.assert(
      fc.property(retrain, endpoint, platform, (given, serving, place) => {
        const document = parse(BASE) as { spec: Record<string, Record<string, Record<string, unknown>>> }
        const { spec } = document
        spec.models = { 'late-arrival': { ...spec.models?.['late-arrival'], retrain: given } }
        spec.endpoints = { 'delay-api': { ...spec.endpoints?.['delay-api'], ...serving } }
        if (place !== undefined) spec.platform = place as never
        expect(factory(complete(document).document)).toEqual(factory(document))
      }),
      { numRuns: 300 },
    )
  })

  test('every default of a model, an endpoint and a monitor is there', async () => {
    const { parts } = await explained(BASE, undefined)
    const all = new Map(parts[0]?.fields.map((field) => [field.path, field.value]))
    const at = (path: string, defaults: object) => {
      for (const [key, value] of Object.entries(defaults))
        expect([`${path}.${key}`, all.get(`${path}.${key}`)]).toEqual([`${path}.${key}`, value])
    }
    at('models.late-arrival.trainer.parameters', { ...DEFAULTS.TfjsParameters, epochs: 3 })
    at('models.late-arrival.retrain', DEFAULTS.Retrain)
    at('models.late-arrival.evaluation', DEFAULTS.Evaluation)
    at('endpoints.delay-api.logger', DEFAULTS.Logger)
    at('endpoints.delay-api.batching', DEFAULTS.Batching)
    at('monitors.delay-drift.current', DEFAULTS.CurrentWindow)
    at('datasets.departures.split', DEFAULTS.Split)
    at('platform', { ...DEFAULTS.Platform, namespace: 'flight-delays' })
    expect(all.get('models.late-arrival.registeredModel')).toBe('late-arrival')
  })
})

describe('a field', () => {
  const TEXT = BASE.replace(
    'spec:\n',
    'spec:\n  variables: { epochs: 4 }\n  targets: { prod: { variables: { epochs: 9 }, models: { late-arrival: { trainer: { parameters: { epochs: "${var.epochs}" } } } } } }\n',
  )

  test('has its value, facts and origins, strongest first', async () => {
    const { parts, target, diagnostics } = await explained(TEXT, 'models.late-arrival.trainer.parameters.epochs', {
      target: 'prod',
      values: { vars: ['epochs=5'] },
    })
    expect(diagnostics).toEqual([])
    expect(target).toBe('prod')
    expect(parts).toHaveLength(1)
    expect(parts[0]?.field).toMatchObject({
      path: 'models.late-arrival.trainer.parameters.epochs',
      value: 5,
      type: 'a whole number, at least 1, at most 10000',
      default: 20,
      origins: [
        {
          by: 'target',
          target: 'prod',
          value: 5,
          text: '${var.epochs}',
          file: 'aifactory.yaml',
          variables: [
            {
              name: 'epochs',
              given: [
                { by: 'var', value: 5, file: '--var[0]' },
                { by: 'target', value: 9 },
                { by: 'default', value: 4 },
              ],
            },
          ],
        },
        { by: 'file', value: 3, file: 'aifactory.yaml' },
        { by: 'default', value: 20 },
      ],
    })
  })

  test('that is not set has no value, and its meaning', async () => {
    const { parts, diagnostics } = await explained(BASE, 'models.late-arrival.trainer.queueName')
    expect(diagnostics).toEqual([])
    expect(parts[0]?.field).toMatchObject({ origins: [], type: 'text' })
    expect(parts[0]?.field).not.toHaveProperty('value')
  })

  test('that is a default of a section nobody wrote', async () => {
    const { parts } = await explained(BASE, 'models.late-arrival.retrain.cooldown')
    expect(parts[0]?.field).toMatchObject({ value: '0s', origins: [{ by: 'default' }], unit: expect.stringContaining('time') })
  })

  test('that follows from another', async () => {
    const { parts } = await explained(BASE, 'platform.namespace')
    expect(parts[0]?.field).toMatchObject({ value: 'flight-delays', origins: [{ by: 'derived' }] })
  })

  test('of the metadata, and of an item of a list', async () => {
    expect((await explained(BASE, 'metadata.name')).parts[0]?.field.value).toBe('flight-delays')
    expect((await explained(BASE, 'monitors.delay-drift.drift[0].threshold')).parts[0]?.field.value).toBe(0.2)
    expect((await explained(BASE, 'spec.monitors.delay-drift.drift.0.threshold')).parts[0]?.field.value).toBe(0.2)
  })

  test('of a file with errors', async () => {
    const { parts, diagnostics } = await explained(BASE.replace('epochs: 3', 'epochs: many'), 'models.*.trainer.parameters.epochs')
    expect(diagnostics.map(({ code }) => code)).toContain('AF2003')
    expect(parts).toHaveLength(1)
  })
})

describe('paths', () => {
  test('a star stands for every name that has the rest of the path', async () => {
    const { parts } = await explained(BASE, 'featureViews.*.features.temp')
    expect(parts.map(({ path }) => path)).toEqual(['featureViews.airport_weather.features.temp'])
    expect((await explained(BASE, '*.*.ttl')).parts.map(({ path }) => path)).toEqual([
      'featureViews.carrier_history.ttl',
      'featureViews.airport_weather.ttl',
    ])
  })

  test.each([
    ['models.late-arival', 7, 'late-arrival'],
    ['model.late-arrival', 0, 'models'],
    ['models.late-arrival.trainer.parameters.epoch', 39, 'epochs'],
    ['featureViews.airport_weather.features.tmp', 38, 'temp'],
    ['monitors.delay-drift.drift[3]', 27, '[0]'],
  ])('%s is AF3040', async (path, column, suggestion) => {
    const { parts, diagnostics } = await explained(BASE, path)
    expect(parts).toEqual([])
    expect(diagnostics).toMatchObject([{ code: 'AF3040', file: 'PATH', suggestion: expect.stringContaining(suggestion) }])
    expect(diagnostics[0]?.range?.start.column).toBe(column)
  })

  test.each(['.', 'models..x', 'models[', 'models.', 'a=b', '*.nothing', '[0]', '"', 'x]'])('%j is AF3040 or nothing', async (path) => {
    const { parts, diagnostics } = await explained(BASE, path)
    expect(parts).toEqual([])
    expect(diagnostics.map(({ code }) => code)).toEqual(['AF3040'])
  })
})
