import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { parse } from 'yaml'
import { compile } from '../../compiler/compile.js'
import { validateData } from '../../runtime/data/validate-data.js'
import { buildDataset } from '../../runtime/features/build-dataset.js'
import type { AIFactory } from '../../schema/generated/aifactory.js'
import { validateDocument } from '../../schema/generated/aifactory-validators.js'
import type { DatasetManifest } from '../../schema/generated/jobs.js'
import { csv, houses, iris, orders, textFile, titanic } from '../init/sample-data.fixture.js'
import { run } from './init.js'

let folder: string
let printed: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'init-'))
  printed = ''
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      printed += String(text)
      return true
    })
  }
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
})

async function init(...args: string[]): Promise<AIFactory> {
  expect(await run(args)).toBe(0)
  const text = readFileSync(join(folder, 'aifactory.yaml'), 'utf8')
  const document: unknown = parse(text)
  validateDocument(document)
  expect(validateDocument.errors ?? []).toEqual([])
  return document as AIFactory
}

const only = <Value>(map: Readonly<Record<string, Value>> | undefined): [string, Value] => {
  const [entry] = Object.entries(map ?? {})
  if (!entry) throw new Error('nothing there')
  return entry
}

/** Compiles the starter file, validates the data, and builds the dataset and the online values as it says. */
async function build(): Promise<DatasetManifest> {
  const { factory, diagnostics } = await compile({
    files: { read: async (path) => readFileSync(join(folder, path), 'utf8') },
    platform: 'embedded',
  })
  expect(diagnostics).toEqual([])
  const [, source] = only(factory?.sources)
  const [, model] = only(factory?.models)
  const [, dataset] = only(factory?.datasets)
  const context = { progress: () => {}, log: () => {}, signal: new AbortController().signal }
  const base = { outputDir: join(folder, 'out'), baseDir: folder, asOf: '2030-01-01T00:00:00Z' }
  mkdirSync(base.outputDir)
  const { definition, expectations } = source
  const checked = await validateData({ kind: 'ValidateData', ...base, source: definition, expectations: [...expectations] }, context)
  expect(checked.validation?.results.filter(({ success }) => !success)).toEqual([])
  const result = await buildDataset({ kind: 'BuildDataset', ...base, task: model.task, dataset }, context)
  if (!result.dataset) throw new Error('no dataset')
  return result.dataset
}

describe('a starter file that is valid and whose data and dataset can be built', () => {
  test('classes without times', async () => {
    const factory = await init(iris(folder))
    expect(only(factory.spec.models)[1].task).toBe('multiclass_classification')
    expect(only(factory.spec.datasets)[1]).toMatchObject({
      label: { column: 'species' },
      request: ['sepal', 'petal'],
      split: { by: 'random' },
    })
    expect(await build()).toMatchObject({ label: { classes: ['setosa', 'versicolor', 'virginica'] } })
  })

  test('0 and 1, with keys, names and a column that gives the label away', async () => {
    const factory = await init(titanic(folder))
    expect(only(factory.spec.datasets)[1]).toMatchObject({ label: { column: 'Survived', type: 'bool' }, request: ['Sex', 'Age'] })
    expect(printed).toContain('alive gives Survived away')
    expect((await build()).label.positiveShare).toBeGreaterThan(0.3)
  })

  test('a number, with blanks in names', async () => {
    const factory = await init(houses(folder), '--name', 'Prices of Houses')
    expect(factory.metadata.name).toBe('prices-of-houses')
    expect(only(factory.spec.models)[1].task).toBe('regression')
    expect(only(factory.spec.datasets)[1]).toMatchObject({
      label: { column: 'SalePrice' },
      request: ['Lot Area', 'Quality', 'Central Air'],
    })
    expect((await build()).rows.train).toBeGreaterThan(300)
  })

  test('times, knowledge times and an entity with its history', async () => {
    const factory = await init(orders(folder))
    expect(only(factory.spec.sources)[1]).toMatchObject({ timestampField: 'ordered_at', createdTimestampField: 'recorded_at' })
    expect(only(factory.spec.entities)).toEqual(['customer', { joinKeys: ['customer_id'] }])
    expect(only(factory.spec.datasets)[1]).toMatchObject({
      request: ['channel', 'amount'],
      features: ['customer_history:*'],
      split: { by: 'time', gap: '1d' },
    })
    const manifest = await build()
    expect(manifest.inputs.map(({ name }) => name)).toEqual(['channel', 'amount', 'customer_rows_7d', 'mean_returned_7d', 'mean_amount_7d'])
    expect(manifest.label.positiveShare).toBeCloseTo(0.3, 1)
  })

  test('two texts: the positive class is said in SQL', async () => {
    const factory = await init(
      csv(folder, 'churn.csv', 'tenure,plan,Churn', 300, (_, next) => [
        Math.floor(next() * 72),
        next() < 0.5 ? 'a' : 'b',
        next() < 0.3 ? 'left' : "stay'd",
      ]),
    )
    expect(only(factory.spec.datasets)[1].label).toEqual({ expression: `"Churn" = 'left'`, type: 'bool' })
    expect((await build()).label.positiveShare).toBeCloseTo(0.3, 1)
  })

  test('parquet in a folder', async () => {
    const { withDuckDb } = await import('../../runtime/duckdb.js')
    mkdirSync(join(folder, 'days'))
    for (const day of [1, 2]) {
      await withDuckDb({}, (connection) =>
        connection.run(
          `COPY (SELECT random() AS x, i AS n, i % 2 = 0 AS late FROM range(100) r(i)) TO '${join(folder, 'days', `${day}.parquet`)}' (FORMAT parquet)`,
        ),
      )
    }
    const factory = await init(join(folder, 'days'), '--out', folder)
    expect(only(factory.spec.sources)).toEqual(['days', expect.objectContaining({ format: 'parquet', path: 'days/*.parquet' })])
    expect((await build()).sourceRows).toBe(200)
  })

  test('the same data gives the same bytes', async () => {
    const path = orders(folder)
    await init(path)
    const first = readFileSync(join(folder, 'aifactory.yaml'), 'utf8')
    await init(path, '--force')
    expect(readFileSync(join(folder, 'aifactory.yaml'), 'utf8')).toBe(first)
  })
})

test('a file that is there is not overwritten', async () => {
  writeFileSync(join(folder, 'aifactory.yaml'), 'mine')
  expect(await run([iris(folder)])).toBe(2)
  expect(printed).toContain('--force')
  expect(readFileSync(join(folder, 'aifactory.yaml'), 'utf8')).toBe('mine')
})

test('git is offered where the folder is in no repository', async () => {
  await init(iris(folder))
  expect(printed).toContain('git init && git add aifactory.yaml iris.csv && git commit')
  mkdirSync(join(folder, '.git'))
  printed = ''
  await init(iris(folder), '--force')
  expect(printed).not.toContain('git init')
})

describe('what cannot be used is said with a code', () => {
  const cases: [title: string, code: string, args: () => string[]][] = [
    ['no such file', 'AF7002', () => [join(folder, 'none.csv')]],
    ['another kind of file', 'AF7003', () => [csv(folder, 'a.txt', 'a,b', 3, (i) => [i, i])]],
    ['an empty file', 'AF7004', () => [textFile(folder, 'a.csv', '')]],
    ['no rows', 'AF7105', () => [csv(folder, 'a.csv', 'a,b', 0, () => [])]],
    ['rubbish', 'AF7005', () => [textFile(folder, 'a.parquet', 'rubbish rubbish')]],
    ['data outside the folder', 'AF7001', () => [iris(folder), '--out', join(folder, 'sub')]],
    ['an unknown label', 'AF7211', () => [iris(folder), '--label', 'nope']],
    ['a label without two values', 'AF7211', () => [csv(folder, 'a.csv', 'a,b', 50, (i) => [i % 7, 1]), '--label', 'b']],
    ['nothing to predict from', 'AF7210', () => [csv(folder, 'a.csv', 'id,y', 50, (i) => [i, i % 2])]],
  ]
  test.each(cases)('%s: %s', async (_title, code, args) => {
    await expect(run(args())).rejects.toMatchObject({ name: 'AIFactoryError', code })
  })

  test.each([[[]], [['a.csv', '--nope']]])('bad usage: %j', async (args) => {
    expect(await run(args)).toBe(2)
    expect(printed).toContain('usage: aifactory init')
  })
})
