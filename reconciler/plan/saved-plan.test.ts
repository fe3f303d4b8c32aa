import { beforeAll, describe, expect, test } from 'vitest'
import type { Plan } from '../../schema/generated/plan.js'
import { planFactory } from './plan.js'
import { checkFiles, checkWorld, readPlan } from './saved-plan.js'
import { factoryOf, trainedWorld } from './testing/trained-world.js'

const CHANGE = 'models: { late-arrival: { trainer: { parameters: { epochs: 9 } } } }'
const revision = { id: 'a'.repeat(40), message: 'Change', code: {} }
const against = { kind: 'local', id: 'b'.repeat(40), message: 'Before' } as const

async function planWith(change: (world: ReturnType<typeof trainedWorld>) => object = () => ({})): Promise<Plan> {
  const before = await factoryOf()
  const world = trainedWorld(before)
  const plan = planFactory({ before, after: await factoryOf(CHANGE), revision, against, ...world, ...change(world) })
  return JSON.parse(JSON.stringify(plan)) as Plan
}

let saved: Plan
beforeAll(async () => {
  saved = await planWith()
})

test('a saved plan is read again as it was', () => {
  expect(readPlan(JSON.stringify(saved), 'plan.json')).toEqual(saved)
})

test.each([
  ['no JSON', () => 'version: 1'],
  ['another document', () => '{"version": 1}'],
  ['a plan of another version', () => JSON.stringify({ ...saved, version: 2 })],
  ['one that was edited', () => JSON.stringify({ ...saved, warnings: [{ kind: 'budget', subject: 'x', message: 'y' }] })],
  ['one with a digest made up', () => JSON.stringify({ ...saved, digest: 'f'.repeat(64) })],
])('%s is refused', (_name, text) => {
  expect(() => readPlan(text(), 'plan.json')).toThrow(expect.objectContaining({ code: 'AF8042' }))
})

describe('the files', () => {
  test.each([
    ['another target', (plan: Plan) => ({ ...plan, target: 'prod' }), 'AF8043'],
    ['another factory', (plan: Plan) => ({ ...plan, factory: 'other' }), 'AF8043'],
    ['a commit more', (plan: Plan) => ({ ...plan, revision: { ...plan.revision, id: 'c'.repeat(40) } }), 'AF8044'],
    ['other values', (plan: Plan) => ({ ...plan, revision: { ...plan.revision, factory: 'd'.repeat(64) } }), 'AF8044'],
    ['other code', (plan: Plan) => ({ ...plan, revision: { ...plan.revision, code: { m: 'e' } } }), 'AF8044'],
  ])('%s is refused', (_name, change, code) => {
    expect(() => checkFiles(saved, change(saved))).toThrow(expect.objectContaining({ code }))
  })

  test('as planned are taken', () => {
    expect(() => checkFiles(saved, saved)).not.toThrow()
  })

  test('a plan between revisions says nothing about a machine', () => {
    const { state: _state, ...between } = saved
    expect(() => checkFiles(between, saved)).toThrow(expect.objectContaining({ code: 'AF8043' }))
  })
})

describe('the world', () => {
  test('as it was is taken, also when durations are known better', async () => {
    const later = await planWith(({ past }) => ({
      past: new Map([...past].map(([key, job]) => [key, { ...job, finishedAt: job.finishedAt + 5000 }])),
    }))
    expect(later.digest).not.toBe(saved.digest)
    expect(() => checkWorld(saved, later)).not.toThrow()
  })

  test.each([
    ['another commit in force', () => ({ against: { ...against, id: 'c'.repeat(40) } }), 'another revision is in force'],
    [
      'new data',
      ({ known }: ReturnType<typeof trainedWorld>) => ({ known: { ...known, data: { ...known.data, weather: 'f'.repeat(64) } } }),
      'the data of source weather',
    ],
    [
      'another champion',
      ({ known }: ReturnType<typeof trainedWorld>) => ({
        known: { ...known, models: { 'late-arrival': { ...known.models['late-arrival'], champion: { version: 2, artifact: 'x' } } } },
      }),
      'model late-arrival',
    ],
    [
      'a rollout that began',
      ({ known }: ReturnType<typeof trainedWorld>) => ({ known: { ...known, endpoints: { 'delay-api': { stable: 2 } } } }),
      'endpoint delay-api',
    ],
    ['a result that is gone', () => ({ past: new Map() }), 'not do the same'],
  ])('with %s is refused', async (_name, change, detail) => {
    const now = await planWith(change as never)
    expect(() => checkWorld(saved, now)).toThrow(expect.objectContaining({ code: 'AF8045', detail: expect.stringContaining(detail) }))
  })
})
