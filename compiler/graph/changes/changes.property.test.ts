import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { durationMillis, exactDuration } from '../../../schema/duration.js'
import { BASE } from '../../testing/base-factory.js'
import { compileText } from '../../testing/compile-text.js'
import type { Factory } from '../factory.js'
import { type FactoryChange, planChanges } from './changes.js'
import { sequenceChanges } from './sequence-changes.js'

/** Edits that have nothing to do with each other: a place in the file, a value, and the one field that changes. */
const EDITS: readonly (readonly [place: readonly string[], value: unknown, field: string])[] = [
  [['sources', 'weather', 'path'], 'data/w.csv', 'source/weather path'],
  [['sources', 'flights', 'schema', 'tail'], 'string', 'source/flights schema.tail.'],
  [['sources', 'weather', 'expectations'], [{ expect: 'not_null', columns: ['temp'] }], 'source/weather expectations[not_null]'],
  [['featureViews', 'airport_weather', 'ttl'], '3h', 'view/airport_weather ttl'],
  [['featureViews', 'carrier_history', 'features', 'mean_delay_7d', 'window'], '14d', 'view/carrier_history features.mean_delay_7d.window'],
  [['featureViews', 'carrier_history', 'schedule'], '0 3 * * *', 'view/carrier_history schedule'],
  [['datasets', 'departures', 'window'], '90d', 'dataset/departures window'],
  [['datasets', 'departures', 'split'], { gap: '1d' }, 'dataset/departures split.gap'],
  [['models', 'late-arrival', 'trainer', 'parameters', 'epochs'], 9, 'model/late-arrival trainer.parameters.epochs'],
  [['models', 'late-arrival', 'trainer', 'timeout'], '2h', 'model/late-arrival trainer.timeout'],
  [['models', 'late-arrival', 'gates', 'latency'], { p99: '20ms' }, 'model/late-arrival gates.latency.p99'],
  [['models', 'late-arrival', 'retrain'], { cooldown: '3d' }, 'model/late-arrival retrain.cooldown'],
  [['endpoints', 'delay-api', 'minReplicas'], 1, ''],
  [['endpoints', 'delay-api', 'logger'], { sampleRate: '50%' }, 'endpoint/delay-api logger.sampleRate'],
  [['endpoints', 'delay-api', 'rollout', 'deadline'], '7d', 'endpoint/delay-api rollout.deadline'],
  [['monitors', 'delay-drift', 'cooldown'], '1d', 'monitor/delay-drift cooldown'],
  [['monitors', 'extra'], { endpoint: 'delay-api', drift: [{ columns: ['temp'], method: 'psi', threshold: 0.2 }] }, 'monitor/extra +'],
  [['platform'], { storage: '5Gi' }, 'platform storage'],
  [['notifications'], [{ to: 'slack', on: ['drift'], secretRef: { name: 'a', key: 'b' } }], 'notifications notifications[slack]'],
]

const compiled = new Map<string, Factory>()

async function factoryWith(edits: readonly number[]): Promise<Factory> {
  const key = edits.join()
  const known = compiled.get(key)
  if (known) return known
  const document = parse(BASE)
  for (const index of edits) {
    const [place = [], value] = EDITS[index] ?? []
    let at = document.spec
    for (const name of place.slice(0, -1)) {
      at[name] ??= {}
      at = at[name]
    }
    at[place.at(-1) ?? ''] = value
  }
  const { factory, diagnostics } = await compileText(stringify(document))
  if (!factory) throw new Error(JSON.stringify(diagnostics))
  compiled.set(key, factory)
  return factory
}

const fieldsOf = (changes: readonly FactoryChange[]): string[] =>
  changes.flatMap(({ id, fields }) => fields.map(({ path }) => `${id} ${path}`))

let base: Factory
beforeAll(async () => {
  base = await factoryWith([])
})

const edits = fc.uniqueArray(fc.nat({ max: EDITS.length - 1 })).map((chosen) => chosen.sort((a, b) => a - b))

test('nothing differs from itself', () =>
  fc.assert(
    fc.asyncProperty(edits, async (chosen) => {
      const factory = await factoryWith(chosen)
      expect(planChanges(factory, structuredClone(factory))).toEqual([])
    }),
    { numRuns: 40 },
  ))

test('each field that was edited is told once, and no other', () =>
  fc.assert(
    fc.asyncProperty(edits, async (chosen) => {
      const found = fieldsOf(planChanges(base, await factoryWith(chosen)))
      expect(new Set(found).size).toBe(found.length)
      const wanted = chosen.map((index) => EDITS[index]?.[2] ?? '').filter((field) => field !== '')
      const isTold = (field: string, name: string) =>
        name.endsWith('+') ? field.startsWith(name.slice(0, -1)) : name.endsWith('.') ? field.startsWith(name) : field === name
      expect(wanted.filter((name) => !found.some((field) => isTold(field, name)))).toEqual([])
      expect(found.filter((field) => !wanted.some((name) => isTold(field, name)))).toEqual([])
    }),
    { numRuns: 60 },
  ))

test('the way back tells the same fields, with what was and is in each other’s place', () =>
  fc.assert(
    fc.asyncProperty(edits, async (chosen) => {
      const factory = await factoryWith(chosen)
      const there = planChanges(base, factory)
      const back = planChanges(factory, base)
      const turned = back.map(({ id, fields }) => ({
        id,
        fields: fields.map(({ path, before, after }) => ({ path, before: after, after: before })),
      }))
      expect(turned).toEqual(there.map(({ id, fields }) => ({ id, fields })))
    }),
    { numRuns: 40 },
  ))

test('what a sequence keeps is kept in order, and each other item is told once', () => {
  const items = fc.array(
    fc.constantFrom({ setWeight: '5%' }, { setWeight: '50%' }, { pause: '1h' }, { analysis: 'a' }, { analysis: 'b' }),
    { maxLength: 8 },
  )
  fc.assert(
    fc.property(items, items, (before, after) => {
      const changes = sequenceChanges(before, after, 'steps')
      expect(new Set(changes.map(({ path }) => path)).size).toBe(changes.length)
      expect(changes.every((change) => JSON.stringify(change.before) !== JSON.stringify(change.after))).toBe(true)
      const come = changes.filter((change) => change.after !== undefined)
      const gone = changes.filter((change) => change.before !== undefined)
      expect(after.length - come.length).toBe(before.length - gone.length)
      const places = new Set(come.map(({ path }) => Number(/\d+/.exec(path)?.[0])))
      const kept = after.filter((_, index) => !places.has(index))
      // The kept items are a subsequence of what was.
      let at = 0
      for (const item of kept) {
        while (at < before.length && JSON.stringify(before[at]) !== JSON.stringify(item)) at++
        expect(at++).toBeLessThan(before.length)
      }
    }),
  )
})

test('a duration is written without loss', () => {
  fc.assert(fc.property(fc.nat({ max: 400 * 86_400_000 }), (millis) => durationMillis(exactDuration(millis)) === millis))
})
