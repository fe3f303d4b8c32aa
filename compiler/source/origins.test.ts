import { describe, expect, test } from 'vitest'
import { Report } from '../diagnostics/report.js'
import { memoryFiles } from '../testing/compile-text.js'
import { type GivenValues, NOTHING_GIVEN } from './given.js'
import { readGiven } from './given-values.js'
import { load } from './load.js'
import { nodeAt, type Path, toValue } from './node.js'
import { originsOf } from './origins.js'
import { forTarget } from './targets.js'

const MAIN = `spec:
  include: [more.yaml]
  variables: { epochs: 3, name: { default: a } }
  models:
    m:
      trainer: { parameters: { epochs: "\${var.epochs}", hidden: [64, 32] } }
      gates: { metrics: [ { min: 0.6 }, { max: 1 } ] }
  targets:
    prod:
      variables: { epochs: 9 }
      models:
        m:
          trainer: { parameters: { seed: 7 } }
          gates: { $patch: replace, metrics: [ { min: 0.7 } ] }
          retrain: { onDrift: true }
      sources: { s: { ttl: { $patch: delete } } }
`
const MORE = 'spec:\n  sources: { s: { path: x, ttl: 1d } }\n'

/** The merged tree, and where the value at a path comes from, in short. */
async function merged(values: GivenValues = {}, target: string | null = 'prod') {
  const report = new Report()
  const root = await load(memoryFiles({ 'main.yaml': MAIN, 'more.yaml': MORE }), 'main.yaml', report)
  if (root === undefined) throw new Error('the file was not read')
  const given = Object.keys(values).length > 0 ? await readGiven(values, report) : NOTHING_GIVEN
  const tree = forTarget(root, target, given, report)
  const origins = (...path: Path) =>
    originsOf(tree, ['spec', ...path]).map(({ by, target, action, key, value }) => {
      const { line } = key.file.position(key.start)
      return `${action === 'remove' ? 'removed by ' : ''}${by}${target ? ` ${target}` : ''} ${key.file.path}:${line + 1} ${JSON.stringify(toValue(value))}`
    })
  return { tree, origins, report, value: (...path: Path) => toValue(nodeAt(tree, ['spec', ...path]) as never) }
}

describe('where a value comes from', () => {
  test('a file, and one that it includes', async () => {
    const { origins } = await merged()
    expect(origins('models', 'm', 'trainer', 'parameters', 'hidden')).toEqual(['file main.yaml:6 [64,32]'])
    expect(origins('sources', 's', 'path')).toEqual(['include more.yaml:2 "x"'])
  })

  test('a target, also where it writes a whole map', async () => {
    const { origins } = await merged()
    expect(origins('models', 'm', 'trainer', 'parameters', 'seed')).toEqual(['target prod main.yaml:13 7'])
    expect(origins('models', 'm', 'retrain', 'onDrift')).toEqual(['target prod main.yaml:15 true'])
  })

  test('what was replaced and removed stays known', async () => {
    const { origins, value } = await merged()
    expect(origins('models', 'm', 'gates', 'metrics', 0, 'min')).toEqual(['target prod main.yaml:14 0.7', 'file main.yaml:7 0.6'])
    expect(origins('sources', 's', 'ttl')).toEqual(['removed by target prod main.yaml:16 {"$patch":"delete"}', 'include more.yaml:2 "1d"'])
    expect(value('sources', 's')).toEqual({ path: 'x' })
  })

  test('the command line, over a target, over a file', async () => {
    const { origins, value, report } = await merged({
      set: ['models.m.gates.metrics[0].min=0.8', 'models.m.trainer.parameters.seed=8', 'models.m.trainer.parameters.seed=9'],
    })
    expect(report.diagnostics).toEqual([])
    expect(value('models', 'm', 'gates', 'metrics', 0)).toEqual({ min: 0.8 })
    expect(origins('models', 'm', 'gates', 'metrics', 0, 'min')).toEqual([
      'set --set[0]:1 0.8',
      'target prod main.yaml:14 0.7',
      'file main.yaml:7 0.6',
    ])
    expect(origins('models', 'm', 'trainer', 'parameters', 'seed')).toEqual([
      'set --set[2]:1 9',
      'set --set[1]:1 8',
      'target prod main.yaml:13 7',
    ])
  })

  test('variables, with each value that was given for them, strongest first', async () => {
    const { tree, value } = await merged({
      vars: ['epochs=1', 'epochs=2'],
      env: { AIFACTORY_VAR_epochs: '4', AIFACTORY_VAR_other: 'x' },
      varFiles: [{ path: 'values.yaml', text: 'epochs: 5\n' }],
    })
    expect(value('models', 'm', 'trainer', 'parameters', 'epochs')).toBe(2)
    const [origin] = originsOf(tree, ['spec', 'models', 'm', 'trainer', 'parameters', 'epochs'])
    expect(origin?.variables.map(({ name, given }) => [name, given.map(({ by, node }) => [by, node.value, node.span.file.path])])).toEqual([
      [
        'epochs',
        [
          ['var', 2, '--var[1]'],
          ['var', 1, '--var[0]'],
          ['env', 4, 'AIFACTORY_VAR_epochs'],
          ['file', 5, 'values.yaml'],
          ['target', 9, 'main.yaml'],
          ['default', 3, 'main.yaml'],
        ],
      ],
    ])
  })

  test('nothing, where nobody wrote', async () => {
    const { origins } = await merged()
    expect(origins('models', 'm', 'evaluation', 'threshold')).toEqual([])
    expect(origins('models', 'm', 'gates', 'metrics', 1, 'max')).toEqual(['file main.yaml:7 1'])
  })
})
