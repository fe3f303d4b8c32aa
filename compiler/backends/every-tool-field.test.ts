import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import type { AIFactory } from '../../schema/generated/aifactory.js'
import { schemaFields } from '../../scripts/schema-fields.mjs'
import { changedFactory } from '../testing/changed-field.js'
import { compileText } from '../testing/compile-text.js'
import { renderableFactory } from '../testing/renderable-factory.js'
import { COMPILED } from './common-fields.js'
import { covers } from './field-pattern.js'
import { renderTool } from './render-tool.js'
import { type Tool, toolTreatmentOf } from './tool.js'
import { TOOLS } from './tools.js'

const SCHEMA = JSON.parse(readFileSync(new URL('../../schema/aifactory.v1.schema.json', import.meta.url), 'utf8')) as object
const FIELDS = schemaFields(SCHEMA)

type Compiled = Awaited<ReturnType<typeof compileText>>
const compiled = new Map<string, Promise<Compiled>>()

/** Tools mostly see the same factories, and compiling takes longest. */
function compileOnce(text: string): Promise<Compiled> {
  const known = compiled.get(text) ?? compileText(text)
  compiled.set(text, known)
  return known
}

async function rendered(tool: Tool, document: object): Promise<{ codes: string[]; errors: string[]; files: string }> {
  const { diagnostics, factory } = await compileOnce(stringify(document))
  // Variables and targets are for the compiler, and have no part in what a tool says.
  const found = [...diagnostics, ...tool.findings(document as AIFactory)]
  const errors = found.filter(({ severity }) => severity === 'error')
  const files = factory && errors.length === 0 ? JSON.stringify([...(await renderTool(tool.name, factory))]) : ''
  return { codes: found.map(({ code }) => code), errors: errors.map(({ code, message }) => `${code} ${message}`), files }
}

describe.each(TOOLS)('$name', (tool) => {
  const whole = renderableFactory(tool.name)
  const before = rendered(tool, whole)

  test('the whole factory is rendered, to the same bytes each time', async () => {
    const { errors, files } = await before
    expect(errors).toEqual([])
    expect(files).not.toBe('')
    expect((await rendered(tool, whole)).files).toBe(files)
  })

  test.each(FIELDS.map((field) => ({ ...field, treatment: toolTreatmentOf(tool, field.path) })))(
    '$path: $treatment.kind',
    async (field) => {
      const { treatment, path } = field
      const document = changedFactory(field, whole)
      // Only what belongs to something that is refused has no value to change.
      if (document === undefined) return expect(treatment?.kind).not.toBe('honoured')
      const after = await rendered(tool, document)
      const said = treatment === undefined ? [] : 'codes' in treatment ? treatment.codes : 'except' in treatment ? treatment.except : []
      if (treatment?.kind === 'refused' || treatment?.kind === 'in part') {
        expect(after.codes.some((code) => said.some((known) => known === code))).toBe(true)
      } else if (treatment === undefined || treatment.kind === 'compiler') {
        // Of another concern: what the compiler says of it is tested elsewhere.
        const filledIn = Object.keys(COMPILED).some((pattern) => covers(pattern, path))
        if (after.errors.length === 0 && !filledIn) expect(after.files).toBe((await before).files)
      } else if (after.errors.length > 0) {
        expect([path, after.errors.filter((error) => !said.some((code) => error.startsWith(code)))]).toEqual([path, []])
      } else if (treatment.kind === 'honoured') {
        expect(after.files).not.toBe((await before).files)
      } else {
        expect(after.files).toBe((await before).files)
      }
    },
  )
})
