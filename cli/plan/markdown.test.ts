import fc from 'fast-check'
import { expect, test } from 'vitest'
import { planFactory } from '../../reconciler/plan/plan.js'
import { factoryOf, trainedWorld } from '../../reconciler/plan/testing/trained-world.js'
import { code, markdownPlan, planMarker, text } from './markdown.js'
import { formatPlan } from './pretty.js'

const CHANGE = `
models: { late-arrival: { trainer: { parameters: { epochs: 9 }, resourcesPerNode: { cpu: 2 } } } }
platform: { cost: { cpuHour: 0.1, currency: EUR } }
endpoints: { delay-api: { port: 9000 } }`

async function somePlan() {
  const before = await factoryOf()
  const revision = { id: 'a'.repeat(40), message: 'More | `epochs` <b>', code: {} }
  const against = { kind: 'local', id: 'b'.repeat(40), message: 'Start' } as const
  return planFactory({ before, after: await factoryOf(CHANGE), revision, against, ...trainedWorld(before) })
}

test('a comment begins with the marker of its factory and target', async () => {
  const plan = await somePlan()
  expect(markdownPlan(plan).split('\n')[0]).toBe(planMarker(plan))
  expect(planMarker({ factory: 'f', target: 'prod' })).toBe('<!-- aifactory-plan f/prod -->')
})

test('every table has as many cells in each row, whatever is said', async () => {
  const rows = markdownPlan(await somePlan())
    .split('\n\n')
    .map((block) => block.split('\n').filter((line) => line.startsWith('|')))
  const tables = rows.filter((lines) => lines.length > 0)
  expect(tables.length).toBeGreaterThanOrEqual(4)
  for (const lines of tables) expect(new Set(lines.map((line) => line.replaceAll('\\|', '').split('|').length)).size).toBe(1)
})

test('each part that opens is closed', async () => {
  const comment = markdownPlan(await somePlan())
  expect(comment.match(/<details>/g)?.length).toBe(comment.match(/<\/details>/g)?.length)
  expect(comment).not.toContain('<b>')
})

test('no text ends a cell, a code span or a line, opens a tag or mentions anybody', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (plain) => {
      for (const shown of [text(plain), code(plain)]) {
        expect(shown).not.toMatch(/[\r\n]/)
        expect(shown.replaceAll('\\|', '')).not.toContain('|')
      }
      expect(text(plain)).not.toMatch(/[<>@]/)
      const span = code(plain)
      const fence = /^`+/.exec(span)?.[0] ?? ''
      if (span !== '') expect(span.slice(fence.length, -fence.length)).not.toMatch(new RegExp(`(?<!\`)${fence}(?!\`)`))
    }),
  )
})

test('for people it names every section that has something to say', async () => {
  const lines = formatPlan(await somePlan()).join('\n')
  for (const part of ['changes', 'runs', 'rollouts', 'servers and monitors', 'cost', 'look at this first']) expect(lines).toContain(part)
  expect(lines).toContain('trainer.parameters.epochs: 3 -> 9')
  expect(lines).toContain('about 0.2 EUR, 2 core-hours')
  expect(lines).not.toContain('online features')
})
