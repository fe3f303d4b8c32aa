import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { BASE } from '../testing/base-factory.js'
import { memoryFiles } from '../testing/compile-text.js'
import { validate } from '../validate.js'

/** The diagnostics of all targets, and those of each target by itself. */
async function bothWays(text: string, targets: readonly string[]) {
  const files = memoryFiles({ 'aifactory.yaml': text })
  const key = ({ code, range, message }: { code: string; range?: unknown; message: string }) =>
    JSON.stringify([code, range, message.replace(/ \(target \w+\)$/, '')])
  const together = (await validate({ files })).diagnostics.map(key)
  const alone = await Promise.all(targets.map(async (target) => (await validate({ files, target })).diagnostics.map(key)))
  return { together: new Set(together), alone: new Set(alone.flat()) }
}

test('nothing is lost where rules are not run again for a target that changes nothing of what they look at', async () => {
  const override = fc.constantFrom(
    {},
    { platform: { namespace: 'ml-prod' } },
    { platform: { queues: ['research'] }, models: { 'late-arrival': { trainer: { queueName: 'reserch' } } } },
    { featureViews: { carrier_history: { ttl: '1d' } } },
    { featureViews: { airport_weather: { source: 'flights' } } },
    { models: { 'late-arrival': { task: 'regression' } } },
    { models: { 'late-arrival': { gates: { metrics: [{ metric: 'brier', max: 7 }] } } } },
    { endpoints: { 'delay-api': { minReplicas: 9, maxReplicas: 2 } } },
    { endpoints: { 'delay-api': { rollout: { steps: [{ setWeight: '50%' }, { setWeight: '20%' }] } } } },
    { monitors: { 'delay-drift': { drift: [{ column: 'nothing', method: 'psi', threshold: 0.2 }] } } },
    { sources: { weather: { schema: { time_hour: 'timestamp', origin: 'string' } } } },
    { datasets: { departures: { label: { expression: 'arr_dely > 15', type: 'bool' } } } },
  )
  await fc.assert(
    fc.asyncProperty(override, override, override, async (dev, stage, prod) => {
      const text = BASE + stringify({ targets: { dev: { default: true, ...dev }, stage, prod } }).replace(/^/gm, '  ')
      const { together, alone } = await bothWays(text, ['dev', 'stage', 'prod'])
      expect(together).toEqual(alone)
    }),
    { numRuns: 60 },
  )
})
