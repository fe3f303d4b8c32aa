import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { codesOf, compileSpec } from './testing/compile-text.js'

let blocks: string[]
beforeAll(async () => {
  const page = await readFile(new URL('../docs/targets.md', import.meta.url), 'utf8')
  blocks = [...page.matchAll(/```yaml\n(spec:[\s\S]*?)```/g)].map(([, text = '']) => stringify((parse(text) as { spec: unknown }).spec))
})

/** The example that has a text in it, as a part of the spec of a factory. */
const example = (text: string): string => blocks.find((block) => block.includes(text)) ?? ''

describe('the examples of docs/targets.md', () => {
  test.each([
    ['dev', { epochs: 2, hidden: [64, 32] }, { onDrift: false, schedule: undefined }],
    ['prod', { epochs: 20, hidden: [64, 32] }, { onDrift: true, schedule: undefined }],
  ])('overrides of %s do what is said', async (target, parameters, retrain) => {
    const { factory, diagnostics } = await compileSpec(example('$patch'), { target })
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(factory?.models['late-arrival']?.trainer.parameters).toMatchObject(parameters)
    expect({ schedule: undefined, ...factory?.models['late-arrival']?.retrain }).toMatchObject(retrain)
  })

  test('includes take patterns', async () => {
    const files = {
      'features.yaml': 'spec: { entities: { plane: { joinKeys: [distance] } } }',
      'models/a.yaml': 'spec: { platform: { tags: { a: x } } }',
      'models/b.yaml': 'spec: { platform: { tags: { b: y } } }',
      'models/.c.yaml': 'no: good',
    }
    const { factory } = await compileSpec(example('models/*.yaml'), { files })
    expect(factory?.platform.tags).toEqual({ a: 'x', b: 'y' })
  })

  test('variables are filled in, and one without a value must be given', async () => {
    expect(codesOf(await compileSpec(example('bucket')))).toEqual(['AF3017'])
    const { factory } = await compileSpec(example('bucket'), { values: { vars: ['bucket=models', 'window=30d'] } })
    expect(factory?.platform.artifactStore).toBe('s3://models/flights')
    expect(factory?.datasets.departures?.windowMs).toBe(30 * 86_400_000)
  })
})
