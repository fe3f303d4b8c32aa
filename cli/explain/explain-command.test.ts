import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { BASE } from '../../compiler/testing/base-factory.js'
import { run } from '../commands/explain.js'

const folder = mkdtempSync(join(tmpdir(), 'explain-'))
writeFileSync(
  join(folder, 'aifactory.yaml'),
  BASE.replace('spec:\n', 'spec:\n  targets: { prod: { endpoints: { delay-api: { port: 9000 } } } }\n'),
)
afterAll(() => rmSync(folder, { recursive: true }))

async function explained(...args: string[]) {
  const written: string[] = []
  const errors: string[] = []
  const output = { out: (text: string) => written.push(text), error: (text: string) => errors.push(text), colour: false }
  const status = await run(args, output)
  return { status, out: written.join(''), error: errors.join('') }
}

test('a field is shown with where it comes from', async () => {
  const { status, out } = await explained('endpoints.delay-api.port', folder, '--target', 'prod', '--set', 'endpoints.delay-api.port=9001')
  expect(status).toBe(0)
  expect(out).toContain('9001')
  expect(out).toContain('--set[0]:1:21')
  expect(out).toMatch(/over +9000 +target prod, aifactory.yaml:5:48/)
})

test('everything is shown as YAML that says the same', async () => {
  const { status, out } = await explained(folder)
  expect(status).toBe(0)
  expect(parse(out)).toMatchObject(parse(BASE) as object)
  expect(parse(out)).toMatchObject({ spec: { models: { 'late-arrival': { retrain: { onChange: true } } } } })
})

test('JSON has a version', async () => {
  const { status, out } = await explained('models.*.gates', folder, '--output', 'json')
  expect(status).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ version: 1, target: 'prod', parts: [{ path: 'models.late-arrival.gates' }] })
})

test('an unknown field is an error with a suggestion', async () => {
  const { status, out, error } = await explained('models.late-arrival.gate', folder)
  expect(status).toBe(1)
  expect(out).toBe('')
  expect(error).toMatch(/AF3040[\s\S]*models\.late-arrival\.gate\n[\s\S]*gates/)
})

test.each([[['a', 'b', 'c']], [['--output', 'xml']], [['models', '/no/such/folder']]])('bad usage: %j', async (args) => {
  expect((await explained(...args)).status).toBe(2)
})
