import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { glob } from './glob.js'

let folder: string
beforeAll(() => {
  // The folder's own name looks like a pattern.
  folder = join(mkdtempSync(join(tmpdir(), 'glob-')), 'a[b]*')
  for (const file of ['b.csv', 'a.csv', 'a.parquet', '.hidden.csv', 'x/1.csv', 'x/y/2.csv', 'x/.h/3.csv', 'z(1)+.csv']) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), '')
  }
  symlinkSync('..', join(folder, 'x', 'up'))
})
afterAll(() => rmSync(dirname(folder), { recursive: true }))

test.each([
  ['*.csv', ['a.csv', 'b.csv', 'z(1)+.csv']],
  ['?.csv', ['a.csv', 'b.csv']],
  ['[a].*', ['a.csv', 'a.parquet']],
  ['[!a].csv', ['b.csv']],
  ['.*.csv', ['.hidden.csv']],
  ['z(1)+.c*', ['z(1)+.csv']],
  ['x/*.csv', ['x/1.csv']],
  ['./x/*/*.csv', ['x/up/a.csv', 'x/up/b.csv', 'x/up/z(1)+.csv', 'x/y/2.csv']],
  ['**/*.csv', ['a.csv', 'b.csv', 'x/1.csv', 'x/y/2.csv', 'z(1)+.csv']],
  ['x', []],
  ['none/*.csv', []],
])('%s', async (pattern, expected) => {
  expect((await glob(folder, pattern)).map((path) => relative(folder, path))).toEqual(expected)
})
