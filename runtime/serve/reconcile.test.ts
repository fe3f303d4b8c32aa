import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ServingConfig } from '../../schema/generated/jobs.js'
import { type HeldVersion, isModel, reconcile } from './reconcile.js'
import { routedVersions } from './routing.js'

const model = (version: number, digest = 'd') => ({ version, digest, dir: `/m/${version}` })
const held = (version: number, state: HeldVersion['state'], digest = 'd'): HeldVersion => ({ ...model(version, digest), state })

function config(generation: number, versions: number[], route: ServingConfig['route'] = { primary: versions[0] ?? 0 }): ServingConfig {
  return {
    generation,
    endpoint: 'e',
    model: 'm',
    host: '127.0.0.1',
    port: 0,
    models: versions.map((version) => model(version)),
    route,
    batching: { maxBatchSize: 8, maxDelayMs: 0 },
    timeoutMs: 1000,
    logger: { mode: 'none', sampleRate: 1 },
  }
}

test('loads what is not held, and waits for the routed versions only', () => {
  const desired = config(1, [1, 2])
  expect(reconcile(desired, undefined, [])).toEqual({ load: [model(1), model(2)], drain: [], adopt: false, waiting: [1] })
  expect(reconcile(desired, undefined, [held(1, 'ready'), held(2, 'loading')])).toEqual({ load: [], drain: [], adopt: true, waiting: [] })
})

test('keeps what is in force until the new route is ready, then drains what nobody names', () => {
  const [before, desired] = [config(1, [1]), config(2, [2])]
  expect(reconcile(desired, before, [held(1, 'ready'), held(2, 'loading')])).toMatchObject({ adopt: false, drain: [], waiting: [2] })
  expect(reconcile(desired, before, [held(1, 'ready'), held(2, 'ready')])).toMatchObject({ adopt: true, drain: [0] })
})

test.each(['loading', 'failed', 'draining'] as const)('a route to a version that is %s does not take effect', (state) => {
  const route = { primary: 1, mirror: { version: 2, share: 0.1 } }
  expect(reconcile(config(2, [1, 2], route), config(1, [1]), [held(1, 'ready'), held(2, state)])).toMatchObject({
    adopt: false,
    waiting: [2],
  })
})

test('a version with another digest is another version', () => {
  const before = { ...config(1, [1]), models: [model(1, 'old')] }
  const decision = reconcile(config(2, [1]), before, [held(1, 'ready', 'old')])
  expect(decision).toEqual({ load: [model(1)], drain: [], adopt: false, waiting: [1] })
})

test('versions that are draining are loaded again when they are named again', () => {
  expect(reconcile(config(3, [1]), config(2, [2]), [held(1, 'draining'), held(2, 'ready')]).load).toEqual([model(1)])
})

test('under any changes, what answers stays ready, and in the end only what is desired is left', () => {
  const versions = fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 })
  const change = fc.record({ versions, turns: fc.integer({ min: 0, max: 3 }) })
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), fc.infiniteStream(fc.boolean()), (changes, ready) => {
      const server = new Model(() => ready.next().value)
      changes.forEach(({ versions, turns }, i) => {
        server.desired = config(i + 1, versions)
        for (let turn = 0; turn < turns; turn++) server.turn()
      })
      server.loads = () => true
      for (let turn = 0; turn < 8; turn++) server.turn()
      expect(server.inForce).toBe(server.desired)
      expect(server.held.map(({ version }) => version).sort()).toEqual(server.desired?.models.map(({ version }) => version).sort())
    }),
  )
})

/** A server reduced to its decisions: versions load, or not, when `loads` says so; draining ones end a turn later. */
class Model {
  desired: ServingConfig | undefined
  inForce: ServingConfig | undefined
  held: HeldVersion[] = []
  constructor(public loads: () => boolean) {}

  turn(): void {
    if (!this.desired) return
    this.held = this.held.filter(({ state }) => state !== 'draining')
    this.held = this.held.map((each) => (each.state === 'loading' && this.loads() ? { ...each, state: 'ready' } : each))
    const decision = reconcile(this.desired, this.inForce, this.held)
    this.held.push(...decision.load.map((each): HeldVersion => ({ ...each, state: 'loading' })))
    if (decision.adopt) this.inForce = this.desired
    for (const index of reconcile(this.desired, this.inForce, this.held).drain) {
      const version = this.held[index]
      if (version) this.held[index] = { ...version, state: 'draining' }
    }
    for (const version of this.inForce ? routedVersions(this.inForce.route) : []) {
      const answering = this.inForce?.models.find((each) => each.version === version)
      expect(this.held.some((each) => answering && isModel(each, answering) && each.state === 'ready')).toBe(true)
    }
  }
}
