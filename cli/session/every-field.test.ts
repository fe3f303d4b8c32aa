import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { treatmentOf } from '../../compiler/backends/backend.js'
import { EMBEDDED } from '../../compiler/backends/embedded/backend.js'
import type { Factory } from '../../compiler/graph/factory.js'
import { changedFactory } from '../../compiler/testing/changed-field.js'
import { compileText } from '../../compiler/testing/compile-text.js'
import { FULL } from '../../compiler/testing/full-factory.js'
import { waitsForApproval } from '../../reconciler/decide/gates.js'
import { Notifier } from '../../reconciler/notify/notifier.js'
import { leaveRequest } from '../../reconciler/operate/inbox.js'
import type { UnplacedJob } from '../../reconciler/platforms/platform.js'
import type { Store } from '../../reconciler/store/store.js'
import { DAY, HOUR } from '../../reconciler/testing/factory-fixture.js'
import { Laptop } from '../../reconciler/testing/laptop.js'
import type { EvaluationReport } from '../../schema/generated/jobs.js'
import { schemaFields } from '../../scripts/schema-fields.mjs'
import { placeTrainer } from './trainer-place.js'

const SCHEMA = JSON.parse(readFileSync(new URL('../../schema/aifactory.v1.schema.json', import.meta.url), 'utf8')) as object
const FIELDS = schemaFields(SCHEMA).map((field) => ({ ...field, treatment: treatmentOf(EMBEDDED, field.path) }))

/** Notes the path of every value that is read of an object, however it is read. */
function recorded<T>(value: T, path: string, read: Set<string>): T {
  if (typeof value !== 'object' || value === null) {
    read.add(path)
    return value
  }
  return new Proxy(value, {
    get(target, key) {
      const own = Object.getOwnPropertyDescriptor(target, key)
      const found: unknown = Reflect.get(target, key)
      return typeof key === 'string' && own?.enumerable ? recorded(found, `${path}.${key}`, read) : found
    },
  }) as T
}

/** The values of a linked factory by path. Digests and the graph, which hold everything, are left out. */
function leaves(value: unknown, path = '', found = new Map<string, unknown>()): Map<string, unknown> {
  if (typeof value !== 'object' || value === null) return found.set(path, value)
  for (const [key, below] of Object.entries(value)) {
    if (key !== 'graph' && key !== 'hashes') leaves(below, `${path}.${key}`, found)
  }
  return found
}

/** Two months of a factory's life on a machine, with drift, decay, failing analyses and a change, so that all of it is asked for. */
async function live(factory: Factory, next: Factory): Promise<void> {
  process.env.AIFACTORY_SECRET_TOKEN_VALUE = 'secret'
  const source = { checkOut: async (_revision: unknown, paths: readonly string[]) => paths.join() }
  const place = { source, revision: { id: 'a', message: '', author: '' }, folder: join(tmpdir(), 'aifactory-every-field') }
  const laptop = new Laptop({ trainerPlace: (model) => placeTrainer(model, place) })
  const posted: unknown[] = []
  const notifier = new Notifier({
    secretOf: ({ name, key }) => (`${name}_${key}` === 'slack_url' ? 'https://example.com' : undefined),
    nameOf: ({ name, key }) => `${name}_${key}`,
    post: async ({ url, body }) => void posted.push([url, body]),
    onProblem: (message) => expect.fail(message),
  })
  try {
    let day = 0
    laptop.machine.script.Evaluate = (spec) => (spec.kind === 'Evaluate' ? { result: { evaluation: evaluation(spec) } } : undefined)
    laptop.machine.script.Monitor = (spec) => {
      if (spec.kind !== 'Monitor') return undefined
      const verdict = 'fail' as const
      return {
        result: {
          drift: {
            monitor: spec.monitor,
            endpoint: spec.endpoint,
            version: spec.version,
            asOf: spec.asOf,
            window: spec.current,
            rows: 1000,
            rules: spec.drift.map(({ id, method }) => ({ id, method, verdict, driftedShare: 1, columns: [] })),
            performance: spec.performance.map(({ id, metric }) => ({ id, metric, verdict, samples: 1000 })),
            quality: spec.quality.map((expectation) => ({ expectation, verdict, success: false, message: 'broken' })),
          },
        },
      }
    }
    laptop.machine.script.Analyze = (spec) => {
      if (spec.kind !== 'Analyze') return undefined
      // Errors in between, so that analyses fail.
      const value = day % 20 < 10 ? 0.01 : 0.5
      const [exactly, same] = [
        { lower: value, upper: value },
        { lower: 0, upper: 0 },
      ]
      const measurements = spec.metrics.map((metric) => ({
        metric,
        value,
        champion: 0.01,
        samples: 1000,
        sequences: (spec.sequences ?? [])
          .filter((sequence) => sequence.metric === metric)
          .map(({ confidence, tunedAt }) => ({
            confidence,
            tunedAt,
            method: 'proportion' as const,
            value: exactly,
            difference: same,
            ratio: same,
          })),
      }))
      return {
        result: {
          analysis: { endpoint: spec.endpoint, version: spec.version, champion: spec.champion, window: spec.current, measurements },
        },
      }
    }
    await laptop.apply(factory)
    for (; day < 60; day++) {
      if (day === 50) await laptop.apply(next)
      laptop.machine.files.trips = `on day ${day}`
      approveAll(factory, laptop.reconciler.store)
      await laptop.pass(DAY, 3 * HOUR)
    }
    // What is handed to jobs and servers is theirs to read.
    JSON.stringify([laptop.machine.ran, [...laptop.machine.servers.values()]])
    const { store } = laptop.reconciler
    const kinds = new Set(store.events(10_000).map(({ kind }) => kind))
    for (const kind of ['drift', 'decay', 'data_quality', 'promoted', 'waiting', 'step']) expect(kinds).toContain(kind)
    for (const event of store.events(10_000)) await notifier.tell(event, factory)
    expect(posted).not.toEqual([])
  } finally {
    laptop.dispose()
  }
}

/** Everybody who is asked gives their word for what waits. */
function approveAll({ models }: Factory, store: Store): void {
  for (const { name, registeredModel, gates } of Object.values(models)) {
    const waiting = store.versions(registeredModel).find((version) => version.state === 'candidate' && waitsForApproval(version.gates))
    if (!waiting) continue
    for (const by of gates.approval?.approvers ?? [])
      leaveRequest(store, { kind: 'approve', model: name, version: waiting.version, by, id: `${name}@${waiting.version} ${by}` })
  }
}

/** A report that passes every gate, by a little. */
function evaluation(spec: Extract<UnplacedJob, { kind: 'Evaluate' }>): EvaluationReport {
  const metrics = { roc_auc: 0.7, brier: 0.15, rmse: 1, mae: 1, r2: 0.5 }
  return {
    task: spec.task,
    rows: 200,
    metrics,
    calibration: [],
    slices: (spec.sliceMetrics ?? []).map((filter) => ({ filter, rows: 100, metrics })),
    comparisons: spec.comparisons.map((comparison) => ({
      ...comparison,
      value: 0.7,
      champion: 0.6,
      delta: 0.1,
      lower: 0,
      upper: 0.2,
      method: 'delong',
      rows: 200,
    })),
    fairness: spec.fairness.map(({ column, metric }) => ({ column, metric, value: 0.1, groups: [] })),
    robustness: (spec.robustness ?? []).map(({ id, metric }) => ({ id, metric, rows: 200, before: 0.7, after: 0.69, loss: 0.01 })),
    behaviour: (spec.behaviour ?? []).map(({ id }) => ({ id, rows: 100, satisfied: 100, before: 1, after: 2 })),
    latencyMs: { p50: 1, p99: 2, samples: 100 },
    sizeBytes: 1000,
  }
}

async function compiled(text: string): Promise<{ factory: Factory | undefined; codes: string[]; errors: string[] }> {
  const { factory, diagnostics } = await compileText(text, { platform: 'embedded' })
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map(({ code, message }) => `${code} ${message}`)
  return { factory, codes: diagnostics.map(({ code }) => code), errors }
}

const whole = (await compiled(FULL)).factory
if (whole === undefined) throw new Error('the whole factory has errors')
const before = leaves(whole)
const read = new Set<string>()
const { factory: next } = await compiled(FULL.replace('threshold: 0.4', 'threshold: 0.3'))
await live(recorded(whole, '', read), recorded(next ?? whole, '', read))

test.each(FIELDS.filter(({ treatment }) => treatment.kind !== 'compiler'))('$path: $treatment.kind', async (field) => {
  const { treatment, path } = field
  const document = changedFactory(field)
  if (document === undefined) {
    // Only what belongs to something that is refused has no value to change; a new field is added to compiler/testing/full-factory.ts.
    expect([path, treatment]).toMatchObject(['spec.models.*.trainer.image', { kind: 'not applicable' }])
    return
  }
  const { factory, codes, errors } = await compiled(stringify(document))
  const said: readonly string[] = 'codes' in treatment ? treatment.codes : 'except' in treatment ? treatment.except : []
  if (treatment.kind === 'refused' || treatment.kind === 'in part') {
    expect(codes.some((code) => said.includes(code))).toBe(true)
    return
  }
  // The value is one that is refused.
  expect(errors.filter((error) => !said.some((code) => error.startsWith(code)))).toEqual([])
  if (factory === undefined) return
  const after = leaves(factory)
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter((leaf) => before.get(leaf) !== after.get(leaf))
  const used = changed.filter((leaf) => read.has(leaf))
  if (treatment.kind === 'honoured') expect(used).not.toEqual([])
  else expect(used).toEqual([])
})
