import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { NEW, OLD } from '../../compiler/migrations/old-base.fixture.js'
import type { Output } from '../terminal/output.js'
import { run } from './migrate.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'migrate-'))
  mkdirSync(join(folder, '.git'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const file = () => join(folder, 'aifactory.yaml')
// The data of the factory is not here, and its columns are declared.
const [older, newer] = [OLD, NEW].map((text) => text.replaceAll('format: csv', 'format: json')) as [string, string]

async function migrate(...args: string[]) {
  const written = { out: '', error: '' }
  const output: Output = { out: (text) => (written.out += text), error: (text) => (written.error += text), colour: false }
  return { status: await run([folder, ...args], output), ...written }
}

test('a factory is brought to the current version, once', async () => {
  writeFileSync(file(), older)
  const { status, out } = await migrate()
  expect(status).toBe(0)
  expect(out).toContain('migrated aifactory.yaml from aifactory.dev/v1alpha1 to aifactory.dev/v1\n')
  expect(readFileSync(file(), 'utf8')).toBe(newer)
  expect(await migrate()).toMatchObject({ status: 0, out: expect.stringContaining('in aifactory.dev/v1 already') })
  expect(readFileSync(file(), 'utf8')).toBe(newer)
})

test('--dry-run prints a diff that git applies, and writes nothing', async () => {
  writeFileSync(file(), older)
  const { status, out } = await migrate('--dry-run')
  expect([status, readFileSync(file(), 'utf8')]).toEqual([0, older])
  execFileSync('git', ['apply', '-'], { cwd: folder, input: out })
  expect(readFileSync(file(), 'utf8')).toBe(newer)
})

test('several documents are refused, at their place', async () => {
  writeFileSync(file(), `${older}---\na: 1\n`)
  const { status, out } = await migrate()
  expect(status).toBe(1)
  expect(out).toMatch(/error AF1010[\s\S]*at aifactory\.yaml:\d+:1/)
  expect(readFileSync(file(), 'utf8')).toBe(`${older}---\na: 1\n`)
})

test.each([[['--nope']], [['one', 'two']]])('%j is not understood', async (args) => {
  expect((await migrate(...args)).status).toBe(2)
})
