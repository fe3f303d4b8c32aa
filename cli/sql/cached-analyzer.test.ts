import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { SqlAnalyzer, SqlQuestion } from '../../compiler/sql/analyzer.js'
import { cachedAnalyzer } from './cached-analyzer.js'
import { cacheFolder } from './verdict-files.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'verdicts-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const question = (expression: string, type: 'int64' | 'string' = 'int64'): SqlQuestion => ({ expression, columns: [{ name: 'a', type }] })

/** Answers with the expression as its type. */
function counting(at: string | undefined = folder) {
  const analyze = vi.fn<SqlAnalyzer>(async (questions) =>
    questions.map(({ expression }) => ({ problems: [], columns: [], type: expression })),
  )
  const load = vi.fn(async () => analyze)
  return { analyze, load, ask: cachedAnalyzer({ folder: at, load }) }
}

const files = () => readdirSync(folder).map((name) => join(folder, name))

test('what was asked is not asked again, by this process or another', async () => {
  const first = counting()
  expect((await first.ask([question('a'), question('b')]))?.map(({ type }) => type)).toEqual(['a', 'b'])
  expect((await first.ask([question('b'), question('c')]))?.map(({ type }) => type)).toEqual(['b', 'c'])
  expect(first.analyze.mock.calls.map(([questions]) => questions.map(({ expression }) => expression))).toEqual([['a', 'b'], ['c']])

  const second = counting()
  expect((await second.ask([question('c'), question('a'), question('a')]))?.map(({ type }) => type)).toEqual(['c', 'a', 'a'])
  expect(second.load).not.toHaveBeenCalled()
})

test('another type of a column is another question', async () => {
  await counting().ask([question('a')])
  const { ask, analyze } = counting()
  await ask([question('a', 'string')])
  expect(analyze).toHaveBeenCalledTimes(1)
})

test.each([
  ['cut off', (text: string) => text.slice(0, -3)],
  ['no list', () => '{"a":1}'],
  ['of another form', () => '[["key"], 3, ["a", {"problems": [{}], "columns": []}]]'],
  ['binary', () => '\u0000\u0001'],
])('a file that is %s is a miss, and is mended', async (_, damage) => {
  await counting().ask([question('a')])
  for (const file of files()) writeFileSync(file, damage(readFileSync(file, 'utf8')))
  const { ask, load } = counting()
  expect((await ask([question('a')]))?.[0]?.type).toBe('a')
  expect(load).toHaveBeenCalledTimes(1)
  const again = counting()
  await again.ask([question('a')])
  expect(again.load).not.toHaveBeenCalled()
})

test('what is kept is bounded, and the newest stays', async () => {
  const { ask } = counting()
  for (let batch = 0; batch < 10; batch++) await ask(Array.from({ length: 1000 }, (_, index) => question(`${batch}:${index}`)))
  const kept = files().map((file) => (JSON.parse(readFileSync(file, 'utf8')) as unknown[]).length)
  expect(kept.length).toBeLessThanOrEqual(64)
  expect(Math.max(...kept)).toBeLessThanOrEqual(64)
  const { ask: askAgain, load } = counting()
  await askAgain([question('9:999')])
  expect(load).not.toHaveBeenCalled()
})

test('a folder that cannot be written changes nothing', async () => {
  writeFileSync(join(folder, 'file'), '')
  const { ask } = counting(join(folder, 'file', 'below'))
  expect((await ask([question('a')]))?.[0]?.type).toBe('a')
})

test('where there is no database there is no answer, and nothing is kept', async () => {
  const ask = cachedAnalyzer({ folder, load: async () => async () => undefined })
  expect(await ask([question('a')])).toBeUndefined()
  expect(files()).toEqual([])
})

test('the folder is in the user’s cache', () => {
  expect(cacheFolder({ XDG_CACHE_HOME: '/somewhere' }, 'sql')).toBe('/somewhere/aifactory/sql')
  expect(cacheFolder({ XDG_CACHE_HOME: 'relative' }, 'sql')).toMatch(/^\/.*\.cache\/aifactory\/sql$/)
})
