import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { ColumnReader, KnownColumn } from '../columns/columns.js'
import { IncrementalParser } from '../editor/incremental-parser.js'
import type { SqlAnalyzer } from '../sql/analyzer.js'
import { BASE } from '../testing/base-factory.js'
import { memoryFiles } from '../testing/compile-text.js'
import { validate } from '../validate.js'
import { RuleMemory } from './rule-runs.js'

/** The diagnostics of all targets, and those of each target by itself. */
async function bothWays(text: string, targets: readonly string[]) {
  const files = memoryFiles({ 'aifactory.yaml': text })
  const key = ({ code, range, message }: { code: string; range?: unknown; message: string }) =>
    JSON.stringify([code, range, message.replace(/ \(target \w+\)$/, '')])
  const together = (await validate({ files })).diagnostics.map(key)
  const alone = await Promise.all(targets.map(async (target) => (await validate({ files, target })).diagnostics.map(key)))
  return { together: new Set(together), alone: new Set(alone.flat()) }
}

test('nothing is lost where rules are not run again for a target that changes nothing of what they look at', async () => {
  const override = fc.constantFrom(
    {},
    { platform: { namespace: 'ml-prod' } },
    { platform: { queues: ['research'] }, models: { 'late-arrival': { trainer: { queueName: 'reserch' } } } },
    { featureViews: { carrier_history: { ttl: '1d' } } },
    { featureViews: { airport_weather: { source: 'flights' } } },
    { models: { 'late-arrival': { task: 'regression' } } },
    { models: { 'late-arrival': { gates: { metrics: [{ metric: 'brier', max: 7 }] } } } },
    { endpoints: { 'delay-api': { minReplicas: 9, maxReplicas: 2 } } },
    { endpoints: { 'delay-api': { rollout: { steps: [{ setWeight: '50%' }, { setWeight: '20%' }] } } } },
    { monitors: { 'delay-drift': { drift: [{ column: 'nothing', method: 'psi', threshold: 0.2 }] } } },
    { sources: { weather: { schema: { time_hour: 'timestamp', origin: 'string' } } } },
    { datasets: { departures: { label: { expression: 'arr_dely > 15', type: 'bool' } } } },
  )
  await fc.assert(
    fc.asyncProperty(override, override, override, async (dev, stage, prod) => {
      const text = BASE + stringify({ targets: { dev: { default: true, ...dev }, stage, prod } }).replace(/^/gm, '  ')
      const { together, alone } = await bothWays(text, ['dev', 'stage', 'prod'])
      expect(together).toEqual(alone)
    }),
    { numRuns: 60 },
  )
})

/** Without schemas, so that columns come from the reader. */
const UNDECLARED = BASE.replaceAll(/ *schema: .*\n/g, '')
const TARGETS = '  targets:\n    dev: { default: true }\n    prod:\n      endpoints: { delay-api: { minReplicas: 3 } }\n'

/** Answers with the same objects until it is told of other data, as the cache of a language server does. */
function changingData() {
  let data: Readonly<Record<string, readonly string[] | 'broken'>> = {}
  let known = new Map<string, Iterable<KnownColumn>>()
  const reader: ColumnReader = async ({ name }) => {
    const columns = data[name]
    if (columns === undefined) return undefined
    const found = known.get(name) ?? iterable(columns)
    known.set(name, found)
    return found
  }
  return {
    reader,
    become(next: typeof data) {
      data = next
      known = new Map()
    },
  }
}

function iterable(columns: readonly string[] | 'broken'): Iterable<KnownColumn> {
  return {
    *[Symbol.iterator]() {
      if (columns === 'broken') throw new AIFactoryError('AF7005', 'cannot be read')
      for (const name of columns) yield { name, type: 'float64' }
    },
  }
}

/** Finds a problem in each expression that holds a question mark. */
const sql: SqlAnalyzer = async (questions) =>
  questions.map(({ expression, columns }) => ({
    problems: expression.includes('?') ? [{ code: 'AF4043', message: `${columns.length} columns`, start: 0, end: 1 }] : [],
    columns: [],
  }))

test('after any changes of the text and of the data, everything is found that is found from scratch', async () => {
  const COLUMNS = ['time_hour', 'landed_at', 'carrier', 'origin', 'distance', 'arr_delay', 'wind_speed', 'temp']
  const lines = `${UNDECLARED}${TARGETS}`.split('\n')
  const textChange = fc.oneof(
    fc.record({ drop: fc.nat(lines.length - 1) }),
    fc.record({
      at: fc.nat(lines.length - 1),
      from: fc.constantFrom('flights', 'arr_delay', 'delay-api', 'late-arrival', '3', '>'),
      to: fc.constantFrom('x', '0', '99', '?', 'weather'),
    }),
    fc.record({
      at: fc.nat(lines.length - 1),
      insert: fc.constantFrom(
        '',
        '# a comment',
        '      timeout: 10s',
        '      description: x',
        '    unused: { joinKeys: [a] }',
        '  labels: { "a b": c }',
      ),
    }),
    fc.constant({ undo: true }),
  )
  const data = fc.constantFrom<Parameters<ReturnType<typeof changingData>['become']>[0]>(
    {},
    { flights: COLUMNS, weather: COLUMNS },
    { flights: COLUMNS.slice(0, 5), weather: COLUMNS },
    { flights: COLUMNS, weather: 'broken' },
    { flights: 'broken', weather: COLUMNS.slice(1) },
  )
  const platform = fc.constantFrom(undefined, 'embedded', 'kubernetes')
  const step = fc.oneof(
    { weight: 5, arbitrary: textChange },
    { weight: 1, arbitrary: fc.record({ data }) },
    { weight: 1, arbitrary: fc.record({ platform }) },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 12 }), async (steps) => {
      const [memory, parser, source] = [new RuleMemory(), new IncrementalParser(), changingData()]
      source.become({ flights: COLUMNS, weather: COLUMNS })
      let now = lines
      let on: 'embedded' | 'kubernetes' | undefined
      const check = async () => {
        const input = { files: memoryFiles({ 'aifactory.yaml': now.join('\n') }), columns: source.reader, sql, platform: on }
        const found = await validate({ ...input, memory, parser: (file, report) => parser.parse(file, report) })
        const fresh = new IncrementalParser()
        expect(found).toEqual(await validate({ ...input, parser: (file, report) => fresh.parse(file, report) }))
        expect(placesOf(found)).toEqual(placesOf(await validate(input)))
        return found.targets.length > 0
      }
      await check()
      for (const change of steps) {
        const before = now
        if ('data' in change) source.become(change.data)
        else if ('platform' in change) on = change.platform
        else if ('undo' in change) now = lines
        else if ('drop' in change) now = now.filter((_, index) => index !== change.drop)
        else if ('insert' in change) now = now.toSpliced(change.at, 0, change.insert)
        else now = now.map((line, index) => (index === change.at ? line.replace(change.from, change.to) : line))
        // What cannot be read is taken back, so that later steps say something.
        if (!(await check())) now = before
      }
    }),
    { numRuns: 40 },
  )
})

/** What is found and where. A text that cannot be read is told in another way by the parser of parts, which has tests of its own. */
function placesOf({ diagnostics, targets }: Awaited<ReturnType<typeof validate>>) {
  return targets.length === 0 ? diagnostics.length > 0 : diagnostics.map(({ code, message, range }) => [code, message, range])
}
