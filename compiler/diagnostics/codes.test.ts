import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { compile } from '../compile.js'
import { duckDbAnalyzer } from '../sql/duckdb/duckdb-analyzer.js'
import { BASE } from '../testing/base-factory.js'
import { exampleInput } from '../testing/code-example.js'
import { compileText } from '../testing/compile-text.js'
import { CODES, type CodeEntry } from './codes.js'

const sql = duckDbAnalyzer()

function compileExample(text: string, code: string, whole: true | undefined) {
  return compile({ ...exampleInput(text, code, whole), sql })
}

const examples = Object.entries<CodeEntry>(CODES).flatMap(([code, { example, severity }]) => (example ? [{ code, severity, example }] : []))

test('the factory that examples change has no problems', async () => {
  expect((await compileText(BASE, { platform: 'embedded', sql })).diagnostics).toEqual([])
})

describe.each(examples)('$code', ({ code, severity, example }) => {
  test('the wrong example is reported, with a place', async () => {
    const { diagnostics } = await compileExample(example.wrong, code, example.whole)
    const found = diagnostics.find((diagnostic) => diagnostic.code === code)
    expect(found).toMatchObject({ code, severity })
    expect(found?.range).toBeDefined()
  })

  test('the right example has no errors', async () => {
    const { diagnostics, factory } = await compileExample(example.right, code, example.whole)
    expect(diagnostics.filter((diagnostic) => diagnostic.severity === 'error' || diagnostic.code === code)).toEqual([])
    expect(factory).toBeDefined()
  })
})

test('every code in the sources is declared, and every one declared is in the sources', () => {
  const root = join(import.meta.dirname, '..')
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.includes('codes'),
  )
  const texts = [...sources.map((path) => join(root, path)), join(root, '../cli/disk-files.ts')].map((path) => readFileSync(path, 'utf8'))
  const used = new Set(texts.flatMap((text) => text.match(/(?<=')AF[1-6]\d{3}(?=')/g) ?? []))
  expect([...used].sort()).toEqual(Object.keys(CODES).sort())
})
