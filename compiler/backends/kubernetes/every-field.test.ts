import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { schemaFields } from '../../../scripts/schema-fields.mjs'
import { changedFactory } from '../../testing/changed-field.js'
import { compileText } from '../../testing/compile-text.js'
import { FULL } from '../../testing/full-factory.js'
import { treatmentOf } from '../backend.js'
import { KUBERNETES } from './backend.js'
import { renderKubernetes } from './render.js'
import { objectsToYaml } from './yaml.js'

const SCHEMA = JSON.parse(readFileSync(new URL('../../../schema/aifactory.v1.schema.json', import.meta.url), 'utf8')) as object
const FIELDS = schemaFields(SCHEMA).map((field) => ({ ...field, treatment: treatmentOf(KUBERNETES, field.path) }))

/** What is rendered, without the digest of the definition, which changes with everything. */
async function rendered(text: string): Promise<{ codes: string[]; errors: string[]; objects: string }> {
  const { diagnostics, factory } = await compileText(text, { platform: 'kubernetes' })
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  const objects = factory ? (await objectsToYaml(renderKubernetes(factory))).replaceAll(/aifactory\.dev\/hash: \S+/g, '') : ''
  return { codes: diagnostics.map(({ code }) => code), errors: errors.map(({ code, message }) => `${code} ${message}`), objects }
}

const before = await rendered(FULL)

test('the whole factory is rendered', () => {
  expect(before.errors).toEqual([])
})

test.each(FIELDS.filter(({ treatment }) => treatment.kind !== 'compiler'))('$path: $treatment.kind', async (field) => {
  const { treatment, path } = field
  const document = changedFactory(field)
  if (document === undefined) {
    // Only what belongs to something that is refused has no value to change; a new field is added to compiler/testing/full-factory.ts.
    expect([path, treatment]).toMatchObject(['spec.models.*.trainer.image', { kind: 'not applicable' }])
    return
  }
  const after = await rendered(stringify(document))
  const said = 'codes' in treatment ? treatment.codes : 'except' in treatment ? treatment.except : []
  if (treatment.kind === 'refused' || treatment.kind === 'in part') {
    expect(after.codes.some((code) => said.some((known) => known === code))).toBe(true)
  } else if (treatment.kind === 'control plane') {
    expect(after.codes).toContain(treatment.code)
  } else if (after.errors.length > 0) {
    // The value is one that is refused.
    expect(after.errors.filter((error) => !said.some((code) => error.startsWith(code)))).toEqual([])
  } else if (treatment.kind === 'honoured') {
    expect(after.objects).not.toBe(before.objects)
  } else {
    expect(after.objects).toBe(before.objects)
  }
})
