import { expect, test } from 'vitest'
import { deprecatedFields } from '../../scripts/deprecated-fields.mjs'
import { Report } from '../diagnostics/report.js'
import { applyEdits } from '../fixes/edits.js'
import { OLD } from '../migrations/old-base.fixture.js'
import { toValue } from '../source/node.js'
import { parse } from '../source/parse.js'
import { SourceFile } from '../source/source-file.js'
import { reportDeprecated } from './deprecated.js'

/** A schema in which what v1alpha1 called otherwise is deprecated. */
const SCHEMA = {
  properties: {
    spec: {
      properties: {
        featureGroups: { deprecated: true, 'x-replacedBy': 'featureViews', type: 'object' },
        sources: { additionalProperties: { $ref: '#/$defs/Source' } },
        models: { additionalProperties: { oneOf: [{ $ref: '#/$defs/Model' }] } },
        notices: { type: 'array', items: { properties: { old: { deprecated: true } } } },
      },
    },
  },
  $defs: {
    Source: { properties: { eventTime: { deprecated: true, 'x-replacedBy': 'timestampField' }, joined: { $ref: '#/$defs/Source' } } },
    Model: { properties: { retrainSchedule: { deprecated: true, 'x-replacedBy': 'retrain.schedule' }, task: {} } },
  },
}
const FIELDS = deprecatedFields(SCHEMA)

test('a schema says which fields are deprecated, and what replaces them', () => {
  expect(FIELDS).toEqual([
    { field: 'spec.featureGroups', replacedBy: 'featureViews' },
    { field: 'spec.sources.*.eventTime', replacedBy: 'timestampField' },
    { field: 'spec.models.*.retrainSchedule', replacedBy: 'retrain.schedule' },
    { field: 'spec.notices[].old' },
  ])
})

async function found(text: string) {
  const report = new Report()
  const root = await parse(new SourceFile('a.yaml', text), report)
  if (root === undefined) throw new Error('no YAML')
  reportDeprecated(FIELDS, root, toValue(root), report)
  return report.diagnostics
}

test('each is a warning at its key, with a fix that the document has no more of it after', async () => {
  const diagnostics = await found(OLD)
  expect(new Set(diagnostics.map(({ code, severity }) => `${code} ${severity}`))).toEqual(new Set(['AF2012 warning']))
  const lines = OLD.split('\n')
  for (const { range, message } of diagnostics) {
    const { line = 0, column = 0 } = range?.start ?? {}
    expect(lines[line]?.slice(column, range?.end.column).replaceAll('"', '')).toBe(message.split(' ')[0])
  }
  let text = OLD
  for (let next = diagnostics; next.some(({ fixes = [] }) => fixes.length > 0); next = await found(text)) {
    const fix = next.flatMap(({ fixes = [] }) => fixes)[0]
    expect(fix?.safe).toBe(true)
    text = applyEdits(text, fix?.edits ?? [])
  }
  expect(text).toContain('featureViews: # what is known of customers')
  expect(text).toContain('timestampField: ordered_at   # in UTC')
  expect(text).toMatch(/large-basket: &model[\s\S]*retrain:\n\s+schedule: 0 3 \* \* 1,4/)
  expect((await found(text)).length).toBeLessThan(diagnostics.length)
})

test('where the new one is there as well, somebody has to choose', async () => {
  const [only, ...others] = await found('spec: { sources: { a: { eventTime: x, timestampField: y } } }\n')
  expect([only?.code, only?.fixes ?? [], others]).toEqual(['AF2012', [], []])
})

test('one that nothing replaces has no fix', async () => {
  const diagnostics = await found('spec: { notices: [{ new: 1 }, { old: 2 }] }\n')
  expect(diagnostics.map(({ range, fixes }) => [range?.start.column, fixes])).toEqual([[32, undefined]])
})
