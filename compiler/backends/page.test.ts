import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { backendsPage } from '../../scripts/backends-page.mjs'
import { schemaFields } from '../../scripts/schema-fields.mjs'
import { treatmentOf } from './backend.js'
import { BACKENDS } from './backends.js'
import { COMPILED, FOR_READERS, REFUSED } from './common-fields.js'
import { covers } from './field-pattern.js'
import { toolTreatmentOf } from './tool.js'
import { TOOLS } from './tools.js'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

test('the page of backends says what the program declares (npm run docs writes it)', async () => {
  expect(read('../../docs/backends.md')).toBe(await backendsPage({ BACKENDS, TOOLS, treatmentOf, toolTreatmentOf }))
})

test('every pattern is about a field of the schema', () => {
  const fields = schemaFields(JSON.parse(read('../../schema/aifactory.v1.schema.json')) as object).map(({ path }) => path)
  const patterns = [
    ...[COMPILED, FOR_READERS, REFUSED].flatMap(Object.keys),
    ...TOOLS.flatMap(({ fields: about }) => about),
    ...[...BACKENDS, ...TOOLS].flatMap(({ refusals, notApplicable, leftToControl }) => [
      ...refusals.map(({ field }) => `${field}.**`),
      ...Object.keys(notApplicable),
      ...(leftToControl?.fields ?? []),
    ]),
  ]
  expect(patterns.filter((pattern) => !fields.some((field) => covers(pattern, field)))).toEqual([])
})
