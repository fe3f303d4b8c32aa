import { describe, expect, test } from 'vitest'
import { FIXES } from '../diagnostics/codes/fixes.js'
import { CODES, type CodeEntry } from '../diagnostics/codes.js'
import { duckDbAnalyzer } from '../sql/duckdb/duckdb-analyzer.js'
import { exampleInput } from '../testing/code-example.js'
import { validate } from '../validate.js'
import { fixAll, isNoWorse } from './fix-all.js'

const examples = Object.entries<CodeEntry>(CODES).flatMap(([code, { example }]) => (example ? [{ code, example }] : []))

const sql = duckDbAnalyzer()

/** What is done about an example: nothing, or a fix of this kind. */
async function tried(code: string, { wrong, whole }: NonNullable<CodeEntry['example']>) {
  const input = { ...exampleInput(wrong, code, whole), sql }
  const check = async (files: typeof input.files) => (await validate({ ...input, files })).diagnostics
  const before = await check(input.files)
  const fixes = before.filter((diagnostic) => diagnostic.code === code).flatMap((diagnostic) => diagnostic.fixes ?? [])
  const kind = fixes.length === 0 ? undefined : fixes.some(({ safe }) => safe) ? 'safe' : 'unsafe'
  const result = kind && (await fixAll({ files: input.files, validate: check, unsafe: kind === 'unsafe' }))
  return { kind, before, result }
}

describe.each(examples)('$code', ({ code, example }) => {
  test('its fix is declared in codes/fixes.ts, and puts the wrong example right', async () => {
    const { kind, before, result } = await tried(code, example)
    expect(kind).toBe(FIXES[code])
    if (result === undefined) return
    expect(result.diagnostics.filter((diagnostic) => diagnostic.code === code)).toEqual([])
    expect(isNoWorse(result.diagnostics, before)).toBe(true)
  })
})

test('only codes have fixes', () => {
  expect(Object.keys(FIXES).filter((code) => !(code in CODES))).toEqual([])
})
