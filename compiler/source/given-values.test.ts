import { describe, expect, test } from 'vitest'
import { BASE } from '../testing/base-factory.js'
import { codesOf, compileText } from '../testing/compile-text.js'
import type { GivenValues } from './given.js'

const TEXT = BASE.replace('epochs: 3', 'epochs: "${var.epochs}"').replace(
  'spec:\n',
  'spec:\n  variables: { epochs: 2, text: x }\n  targets: { dev: { default: true, variables: { epochs: 4 } }, prod: { platform: { namespace: "ns-${var.text}" } } }\n',
)
const epochs = async (values: GivenValues, target = 'dev') => {
  const { factory, diagnostics } = await compileText(TEXT, { values, target })
  const parameters = factory?.models['late-arrival']?.trainer.parameters
  return parameters && 'epochs' in parameters ? parameters.epochs : diagnostics.map(({ code }) => code)
}

test('the strongest of what is given holds', async () => {
  const path = 'models.late-arrival.trainer.parameters.epochs'
  const all = {
    set: [`${path}=10`, `${path}=11`],
    vars: ['epochs=8', 'epochs=9'],
    env: { AIFACTORY_VAR_epochs: '7' },
    varFiles: [
      { path: 'a.yaml', text: 'epochs: 5' },
      { path: 'b.yaml', text: 'epochs: 6' },
    ],
  }
  expect(await epochs(all)).toBe(11)
  expect(await epochs({ ...all, set: [] })).toBe(9)
  expect(await epochs({ ...all, set: [], vars: [] })).toBe(7)
  expect(await epochs({ varFiles: all.varFiles })).toBe(6)
  expect(await epochs({})).toBe(4)
  expect(await epochs({}, 'prod')).toBe(2)
})

describe('--set', () => {
  const compiledWith = async (...set: string[]) => {
    const { factory, diagnostics } = await compileText(TEXT, { values: { set } })
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    return factory
  }

  test('takes what YAML takes', async () => {
    const factory = await compiledWith(
      'models.late-arrival.trainer.parameters.hidden=[8, 4]',
      'models.late-arrival.trainer.parameters.learningRate=1e-2',
      'featureViews.airport_weather.ttl=3h',
      'metadata.labels."a.b/c"="5"',
      'monitors.delay-drift.drift[0].columns=*',
      'endpoints.delay-api.rollout={ $patch: delete }',
      'spec.platform.tags={ team: x, size: "1" }',
    )
    expect(factory?.models['late-arrival']?.trainer.parameters).toMatchObject({ hidden: [8, 4], learningRate: 0.01 })
    expect(factory?.views.airport_weather?.ttlMs).toBe(3 * 3_600_000)
    expect(factory?.labels).toEqual({ 'a.b/c': '5' })
    expect(factory?.endpoints['delay-api']?.rollout.steps).toEqual([])
    expect(factory?.platform.tags).toEqual({ team: 'x', size: '1' })
  })

  test('may use variables', async () => {
    expect((await compiledWith('platform.namespace=ns-${var.text}'))?.platform.namespace).toBe('ns-x')
  })

  test.each([
    ['models.late-arival.task=x', 'AF3012', 7, 18],
    ['models.late-arrival.trainer.parameters.epoks=3', 'AF2001', 39, 44],
    ['models.late-arrival.trainer.parameters.epochs=many', 'AF2003', 46, 50],
    ['monitors.delay-drift.drift[4].threshold=1', 'AF3012', 27, 28],
    ['platform.tags={ a: b', 'AF1013', 20, 20],
    ['variables.epochs=3', 'AF3037', 0, 9],
    ['targets.dev.default=true', 'AF3037', 0, 7],
    ['models.__proto__.x=1', 'AF3037', 7, 16],
    ['models.*.task=regression', 'AF3037', 7, 8],
    ['models', 'AF3035', 6, 6],
    ['=x', 'AF3035', 0, 2],
    ['a..b=x', 'AF3035', 2, 6],
    ['epochs=3', 'AF2001', 0, 6],
    ['endpoints.delay-api.port=', 'AF2003', 25, 25],
  ])('%s is %s at its place', async (argument, code, start, end) => {
    const { diagnostics } = await compileText(TEXT, { values: { set: [argument] } })
    const [first] = diagnostics.filter(({ severity }) => severity === 'error')
    expect(first).toMatchObject({ code, file: '--set[0]' })
    expect([first?.range?.start.column, first?.range?.end.column]).toEqual([start, end])
  })
})

describe('variables', () => {
  test.each([
    [{ vars: ['epoks=1'] }, 'AF3011', '--var[0]'],
    [{ vars: ['epochs'] }, 'AF3035', '--var[0]'],
    [{ vars: ['epochs=[1, 2]'] }, 'AF3036', '--var[0]'],
    [{ varFiles: [{ path: 'values.yaml', text: 'epoks: 1\n' }] }, 'AF3011', 'values.yaml'],
    [{ varFiles: [{ path: 'values.yaml', text: 'epochs: { a: 1 }\n' }] }, 'AF3036', 'values.yaml'],
    [{ varFiles: [{ path: 'values.yaml', text: '- a\n' }] }, 'AF1006', 'values.yaml'],
    [{ env: { AIFACTORY_VAR_epochs: 'many' } }, 'AF2003', 'AIFACTORY_VAR_epochs'],
  ])('%j is %s in %s', async (values, code, file) => {
    const { diagnostics } = await compileText(TEXT, { values })
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toMatchObject([{ code, file }])
  })

  test('of the environment that nobody declared are of another project', async () => {
    expect(codesOf(await compileText(TEXT, { values: { env: { AIFACTORY_VAR_other: 'x' } } }))).toEqual([])
  })

  test('in quotes are text', async () => {
    expect(await epochs({ vars: ['epochs="5"'] })).toEqual(['AF2003'])
    expect(await epochs({ vars: ['epochs=0x10'] })).toEqual(['AF2003'])
  })
})
