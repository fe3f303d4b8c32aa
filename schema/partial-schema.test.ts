import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { partialSchema } from '../scripts/partial-schema.mjs'

const read = (path: string): string => readFileSync(join(import.meta.dirname, path), 'utf8')
const whole = JSON.parse(read('aifactory.v1.schema.json')) as Record<string, unknown>
const partial = JSON.parse(read('aifactory.v1.partial.schema.json')) as { $id: string }

const ajv = new Ajv2020({
  allErrors: true,
  discriminator: true,
  strict: true,
  strictTypes: false,
  strictRequired: false,
  allowUnionTypes: true,
})
formats.default(ajv.addSchema([partial, whole]), ['date-time'])
const part = ajv.getSchema(partial.$id)
const target = ajv.getSchema(`${partial.$id}#/$defs/Target`)
const document = ajv.getSchema(String(whole.$id))

test('is what the generator makes of the whole', () => {
  expect(partial).toEqual(JSON.parse(JSON.stringify(partialSchema(whole))))
})

describe('targets', () => {
  test('of the example are accepted', () => {
    const { spec } = parse(read('../examples/flight-delays/aifactory.yaml')) as { spec: { targets: Record<string, unknown> } }
    for (const body of Object.values(spec.targets)) expect([target?.(body), target?.errors]).toEqual([true, null])
  })

  test.each([
    '{ default: true, description: x, variables: { a: 1 } }',
    '{ models: { m: { trainer: { parameters: { epochs: 3 } } } } }',
    // Which trainer it is, is said elsewhere, and a program's parameters are free.
    '{ models: { m: { trainer: { parameters: { trees: 300 } } } } }',
    '{ models: { m: { trainer: { command: [x], env: { A: b } } } } }',
    '{ models: { m: { trainer: { $patch: replace, runtime: container, image: x } } } }',
    '{ models: { m: { trainer: { parameters: { epochs: "${var.epochs}", hidden: { $patch: delete } } } } } }',
    '{ models: { m: { $patch: delete }, n: { gates: { $patch: replace, metrics: [ { metric: roc_auc, min: 0.6 } ] } } } }',
    '{ featureViews: { v: { ttl: { $patch: delete }, features: { f: { window: 3d }, g: { $patch: delete } } } } }',
    '{ sources: { s: { path: "s3://${var.bucket}/x", expectations: { $patch: delete } } } }',
    '{ endpoints: { e: { minReplicas: 2, rollout: { analysis: { a: { $patch: delete } } } } } }',
    '{ monitors: { m: { reference: { offset: 1d } } }, platform: { images: { gpu: x } }, notifications: { $patch: delete } }',
  ])('%s is accepted', (text) => {
    expect([target?.(parse(text)), target?.errors]).toEqual([true, null])
  })

  test.each([
    '{ modles: {} }',
    '{ models: { m: { trainr: {} } } }',
    '{ models: { m: { trainer: { runtime: tfsj } } } }',
    '{ models: { m: { $patch: remove } } }',
    '{ featureViews: { v: { ttl: 3 days } } }',
    '{ featureViews: { v: { features: { f: { windw: 3d } } } } }',
    '{ models: { m: { gates: { metrics: [ { metric: roc_auc } ] } } } }',
    '{ endpoints: { e: { minReplicas: -1 } } }',
    '{ models: { M!: {} } }',
    '{ platform: { image: {} } }',
  ])('%s is refused', (text) => {
    expect(target?.(parse(text))).toBe(false)
  })
})

describe('included files', () => {
  test('have any part of a spec, and nothing beside it', () => {
    expect(
      part?.(parse('spec: { entities: { plane: { joinKeys: [tail] } }, targets: { prod: { models: { m: { $patch: delete } } } } }')),
    ).toBe(true)
    expect(part?.(parse('{ metadata: { name: x }, spec: {} }'))).toBe(false)
    expect(part?.(parse('spec: { entities: { plane: { joinKey: [tail] } } }'))).toBe(false)
    expect(part?.(parse('spec: { models: { m: { $patch: delete } } }'))).toBe(false)
  })
})

test('the schema of a whole document uses it for targets', () => {
  const example = parse(read('../examples/flight-delays/aifactory.yaml')) as { spec: { targets: Record<string, unknown> } }
  expect([document?.(example), document?.errors]).toEqual([true, null])
  example.spec.targets.prod = { platform: { namspace: 'x' } }
  expect(document?.(example)).toBe(false)
})
