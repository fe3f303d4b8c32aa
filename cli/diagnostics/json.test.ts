import { readFileSync } from 'node:fs'
import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { expect, test } from 'vitest'
import { FINDINGS, NOTHING } from './fixtures/findings.js'
import { json } from './json.js'

const ajv = new Ajv2020.default({ strict: true, allErrors: true })
addFormats.default(ajv)
const schema = JSON.parse(readFileSync(new URL('../../schema/diagnostics.v1.schema.json', import.meta.url), 'utf8')) as object
const fits = ajv.compile(schema)

test.each([
  ['findings', FINDINGS],
  ['nothing', NOTHING],
])('%s fit the schema that is published', (_name, findings) => {
  const document = JSON.parse(json(findings)) as { diagnostics: { docs: string }[] }
  expect(fits(document), JSON.stringify(fits.errors)).toBe(true)
  expect(document.diagnostics).toHaveLength(findings.diagnostics.length)
})

test('the schema refuses what is no range, and other versions', () => {
  const document = JSON.parse(json(FINDINGS)) as Record<string, unknown> & { diagnostics: Record<string, unknown>[] }
  expect(fits({ ...document, version: 2 })).toBe(false)
  expect(fits({ ...document, diagnostics: [{ ...document.diagnostics[0], range: { start: { line: -1, column: 0 } } }] })).toBe(false)
})

test('fixes, related places and the page are there', () => {
  const { diagnostics, valid } = JSON.parse(json(FINDINGS)) as { valid: boolean; diagnostics: Record<string, unknown>[] }
  expect(valid).toBe(false)
  expect(diagnostics[0]).toMatchObject({
    ...FINDINGS.diagnostics[0],
    docs: 'https://aifactory.dev/diagnostics/AF2001',
  })
})
