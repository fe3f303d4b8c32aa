import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Span } from '../source/node.js'
import { BASE } from '../testing/base-factory.js'
import { codesOf, memoryFiles } from '../testing/compile-text.js'
import { validate } from '../validate.js'
import { complete } from './complete.js'
import { definitions, references } from './definition.js'
import { viewFactory } from './factory-view.js'
import { hover } from './hover.js'
import { marked } from './marked.fixture.js'
import { foldings, outline } from './outline.js'
import { rename, renameable } from './rename.js'

/** The base factory with a target and a variable, and views in a file of their own. */
const [HEAD = '', VIEWS = ''] = BASE.split(/(?= {2}featureViews:\n)/)
const [VIEW_TEXT = '', REST = ''] = VIEWS.split(/(?= {2}datasets:\n)/)
const MAIN = `${HEAD.replace('spec:', 'spec:\n  include: [views.yaml]\n  variables:\n    history: { default: 30d, description: How long. }')}${REST}  notifications: [ { to: slack, on: [drift], secretRef: { name: slack, key: url } } ]
  targets:
    dev: { default: true, variables: { history: 20d } }
    prod:
      featureViews: { carrier_history: { ttl: 90d, features: { mean_delay_7d: { window: 14d } } } }
      endpoints: { delay-api: { minReplicas: 3 } }
`
const INCLUDED = `spec:\n${VIEW_TEXT.replace('ttl: 30d', 'ttl: "${var.history}"')}`
const FILES = { 'aifactory.yaml': MAIN, 'views.yaml': INCLUDED }

test('the files are without problems', async () => {
  expect(codesOf(await validate({ files: memoryFiles(FILES) }))).toEqual([])
})

/** The factory with the cursor before a part of one of its files. */
async function at(path: keyof typeof FILES, part: string, into = 0) {
  const start = FILES[path].indexOf(part)
  if (start === -1) throw new Error(`${path} lacks ${part}`)
  return { view: await viewFactory(memoryFiles(FILES), 'aifactory.yaml'), path, offset: start + into }
}

function shown(spans: readonly Span[]): string[] {
  return spans.map(({ file, start, end }) => `${file.path}:${file.position(start).line + 1}:${file.text.slice(start, end)}`)
}
function line(path: keyof typeof FILES, part: string): number {
  return FILES[path].slice(0, FILES[path].indexOf(part)).split('\n').length
}

test.each<[keyof typeof FILES, string, number, string]>([
  ['aifactory.yaml', '"carrier_history:*"', 3, `views.yaml:${line('views.yaml', 'carrier_history:')}:carrier_history`],
  ['views.yaml', 'source: flights', 10, `aifactory.yaml:${line('aifactory.yaml', 'flights:')}:flights`],
  ['views.yaml', 'entities: [airport]', 12, `aifactory.yaml:${line('aifactory.yaml', 'airport:')}:airport`],
  ['views.yaml', '${var.history}', 8, `aifactory.yaml:${line('aifactory.yaml', 'history:')}:history`],
  ['views.yaml', 'column: arr_delay', 10, `aifactory.yaml:${line('aifactory.yaml', 'arr_delay')}:arr_delay`],
  ['aifactory.yaml', '{ analysis: health', 14, `aifactory.yaml:${line('aifactory.yaml', 'health: { metrics')}:health`],
  ['aifactory.yaml', 'mean_delay_7d: { window', 3, `views.yaml:${line('views.yaml', 'mean_delay_7d')}:mean_delay_7d`],
  ['aifactory.yaml', 'delay-api: { minReplicas', 3, `aifactory.yaml:${line('aifactory.yaml', 'delay-api:')}:delay-api`],
  ['aifactory.yaml', 'variables: { history', 14, `aifactory.yaml:${line('aifactory.yaml', 'history:')}:history`],
  ['aifactory.yaml', '[views.yaml]', 3, 'views.yaml:1:'],
])('goes from %s %j to its definition', async (path, part, into, expected) => {
  const { view, offset } = await at(path, part, into)
  expect(shown(definitions(view, path, offset))).toEqual([expected])
})

test('finds every place that names a feature view', async () => {
  const { view, path, offset } = await at('views.yaml', 'carrier_history:', 2)
  expect(shown(references(view, path, offset, 'without'))).toEqual([
    `aifactory.yaml:${line('aifactory.yaml', '"carrier_history:*"')}:carrier_history`,
    `aifactory.yaml:${line('aifactory.yaml', 'featureViews: {')}:carrier_history`,
  ])
})

/** The files after a renaming. */
async function renamed(path: keyof typeof FILES, part: string, into: number, name: string): Promise<Record<string, string>> {
  const { view, offset } = await at(path, part, into)
  const result = rename(view, path, offset, name)
  if ('refused' in result) throw new Error(result.refused)
  const files: Record<string, string> = { ...FILES }
  for (const { at: span, newText } of result.edits.toSorted((a, b) => b.at.start - a.at.start)) {
    const text = files[span.file.path] ?? ''
    files[span.file.path] = text.slice(0, span.start) + newText + text.slice(span.end)
  }
  return files
}

test.each<[keyof typeof FILES, string, number, string]>([
  ['aifactory.yaml', '    flights:', 6, 'departed'],
  ['aifactory.yaml', '    carrier:', 6, 'airline'],
  ['views.yaml', 'carrier_history:', 4, 'history'],
  ['views.yaml', 'mean_delay_7d:', 4, 'delay'],
  ['views.yaml', 'wind_speed: {}', 4, 'wind'],
  ['aifactory.yaml', '    departures:', 6, 'rows'],
  ['aifactory.yaml', '    late-arrival:', 6, 'late'],
  ['aifactory.yaml', '    delay-api:', 6, 'api'],
  ['aifactory.yaml', 'health: { metrics', 2, 'well'],
  ['aifactory.yaml', '    history:', 6, 'past'],
  ['aifactory.yaml', '    prod:', 6, 'production'],
])('renames %s %j everywhere, and the factory stays without problems', async (path, part, into, name) => {
  const files = await renamed(path, part, into, name)
  expect(files).not.toEqual(FILES)
  expect(codesOf(await validate({ files: memoryFiles(files) }))).toEqual([])
})

test('a feature that is a column keeps its column', async () => {
  const files = await renamed('views.yaml', 'wind_speed: {}', 4, 'wind')
  expect(files['views.yaml']).toContain('wind: { column: wind_speed }')
})

test.each<[string, number, string, RegExp]>([
  ['    flights:', 6, 'weather', /already/],
  ['    flights:', 6, 'my flights', /needs a name/],
  ['    delay-api:', 6, 'Delay_API', /needs a name/],
  ['distance: float64', 2, 'length', /column of the data/],
  ['kind: AIFactory', 2, 'sort', /Nothing here/],
])('refuses to rename %j at %i to %j', async (part, into, name, reason) => {
  const { view, path, offset } = await at('aifactory.yaml', part, into)
  expect(rename(view, path, offset, name)).toMatchObject({ refused: expect.stringMatching(reason) })
})

test('what is not defined is not renamed', async () => {
  const { view, path, offset } = await marked(BASE.replace('endpoint: delay-api', 'endpoint: del|ay'))
  expect(renameable(view, path, offset)).toEqual({ refused: 'There is no endpoint "delay".' })
})

test.each<[keyof typeof FILES, string, number, RegExp]>([
  ['views.yaml', 'ttl:', 1, /\*\*ttl\*\* — a duration such as.*How long a value may be used/s],
  ['views.yaml', '${var.history}', 8, /default `"30d"`.*How long\..*- dev: `"20d"` \(aifactory.yaml:\d+\)\n- prod: `"90d"`/s],
  ['views.yaml', 'aggregate: mean', 12, /How values within the window/],
  ['views.yaml', 'column: arr_delay', 9, /\*\*arr_delay\*\* — float64 of source flights/],
  ['views.yaml', 'window: 7d', 9, /- prod: `"14d"`/],
  ['aifactory.yaml', 'arr_delay > 15', 2, /\*\*arr_delay\*\* — float64 of source flights/],
  ['aifactory.yaml', 'metric: error_rate', 1, /What is measured/],
  ['aifactory.yaml', 'runtime: tfjs', 10, /\*\*tfjs\*\*: The built-in trainer/],
  ['aifactory.yaml', 'min: 0.6', 1, /^\*\*min\*\* — a number\n/],
  ['aifactory.yaml', 'on: [drift]', 7, /^\*\*drift\*\*: Events that are told/],
  ['aifactory.yaml', 'groundTruth:', 3, /Where the outcomes of predictions arrive/],
  ['aifactory.yaml', 'minReplicas: 3', 3, /a whole number, default `1`/],
  ['aifactory.yaml', 'dataset: departures', 10, /\*\*departures\*\* — flights/],
])('shows what %s %j means', async (path, part, into, expected) => {
  const { view, offset } = await at(path, part, into)
  expect(hover(view, path, offset)?.text).toMatch(expected)
})

test('outlines sections, resources and features, and folds what has several lines', async () => {
  const { view } = await at('views.yaml', 'spec')
  const root = view.files.get('views.yaml')?.root
  if (root === undefined) throw new Error('no views.yaml')
  const names = (items: ReturnType<typeof outline>): unknown[] =>
    items.map(({ name, children }) => (children.length > 0 ? [name, names(children)] : name))
  expect(names(outline(root))).toEqual([
    [
      'spec',
      [
        [
          'featureViews',
          [
            ['carrier_history', ['mean_delay_7d']],
            ['airport_weather', ['wind_speed', 'temp']],
          ],
        ],
      ],
    ],
  ])
  expect(foldings(root).map(({ start, file }) => file.text.slice(start).split(':')[0])).toEqual([
    'spec',
    'featureViews',
    'carrier_history',
    'features',
    'airport_weather',
  ])
})

test('nothing fails, whatever is cut out of a factory', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(MAIN.length),
      fc.nat(40),
      fc.constantFrom('', '{', '[', '"', ':', '\n  ', '${var.'),
      fc.nat(MAIN.length),
      async (from, length, put, where) => {
        const text = MAIN.slice(0, from) + put + MAIN.slice(from + length)
        const view = await viewFactory(memoryFiles({ ...FILES, 'aifactory.yaml': text }), 'aifactory.yaml')
        for (const offset of [Math.min(where, text.length), Math.min(from, text.length)]) {
          complete(view, 'aifactory.yaml', offset)
          hover(view, 'aifactory.yaml', offset)
          definitions(view, 'aifactory.yaml', offset)
          rename(view, 'aifactory.yaml', offset, 'new_name')
        }
      },
    ),
    { numRuns: 300 },
  )
})
