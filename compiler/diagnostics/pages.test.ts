import { readdir, readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { PROBLEMS } from '../../schema/problems/problems.js'
import { CODES, type CodeEntry } from './codes.js'
import { diagnosticsPages } from './pages.js'

const FOLDER = new URL('../../docs/diagnostics/', import.meta.url)
const pages = diagnosticsPages(CODES, PROBLEMS)

it('the pages of diagnostics say what the program declares (npm run docs writes them)', async () => {
  const written = await Promise.all(
    (await readdir(FOLDER)).map(async (name) => [name, await readFile(new URL(name, FOLDER), 'utf8')] as const),
  )
  expect(new Map(written.sort())).toEqual(new Map([...pages].sort()))
})

it('no code has two owners', () => {
  expect(Object.keys(CODES).filter((code) => code in PROBLEMS)).toEqual([])
})

const parts = Object.entries<CodeEntry>(CODES).flatMap(([code, { example }]) =>
  example && !example.whole ? [[code, example] as const] : [],
)

it.each(parts)('the page of %s shows its examples without a change of meaning', (code, { wrong, right }) => {
  const blocks = [...(pages.get(`${code}.md`) ?? '').matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => parse(text) as unknown)
  expect(blocks).toEqual([{ spec: parse(wrong) as unknown }, { spec: parse(right) as unknown }])
})
