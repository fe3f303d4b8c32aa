import type { Factory } from '../../../compiler/graph/factory.js'
import { compileSpec } from '../../../compiler/testing/compile-text.js'
import { digestOf } from '../../../schema/digest.js'
import type { EndpointState } from '../../decide/rollout.js'
import { linkedSources } from '../../engine/run.js'
import { buildStage, evaluateStage, trainStage, validateStage } from '../../jobs/stages.js'
import type { Knowledge, KnownModel, PastJob, PastJobs } from '../knowledge.js'
import { dataOf } from '../stage-keys.js'

/** When the last run looked at the data. */
const AS_OF = Date.UTC(2013, 0, 1)

/** The small factory that tests change one thing of. */
export async function factoryOf(fragment = '{}'): Promise<Factory> {
  const { factory, diagnostics } = await compileSpec(fragment)
  if (factory === undefined) throw new Error(JSON.stringify(diagnostics))
  return factory
}

export interface World {
  readonly known: Knowledge
  readonly past: PastJobs
}

/** What is known once every model of a factory was trained, and its first version serves everywhere. */
export function trainedWorld(factory: Factory, change: { training?: object; endpoint?: EndpointState } = {}): World {
  const data = Object.fromEntries(Object.keys(factory.sources).map((name) => [name, digestOf(`files of ${name}`)]))
  const past = new Map<string, PastJob>()
  const models: Record<string, KnownModel> = {}
  for (const model of Object.values(factory.models)) {
    const dataset = factory.datasets[model.dataset]
    if (!dataset) throw new Error('a model has a dataset')
    const snapshot = { baseDir: '', data: dataOf(model, factory, data), asOf: AS_OF }
    const artifact = (stage: string) => digestOf(`${stage} of ${model.name} ${JSON.stringify(model.hashes)}`)
    const [built, trained] = [artifact('dataset'), artifact('model')]
    const done = (kind: string, subject: string, key: string, seconds: number, output?: string) =>
      past.set(key, { key, kind, subject, startedAt: 0, finishedAt: seconds * 1000, ...(output && { artifact: output }) })
    for (const source of linkedSources(model, factory)) done('ValidateData', source.definition.name, validateStage(source, snapshot).key, 1)
    done('BuildDataset', dataset.name, buildStage(model, dataset, snapshot).key, 2, built)
    done('Train', model.name, trainStage(model, { digest: built, dir: '' }, undefined).key, 3600, trained)
    const evaluated = evaluateStage(model, { dataset: { digest: built, dir: '' }, model: { digest: trained, dir: '' } })
    done('Evaluate', model.name, evaluated.key, 4, artifact('evaluation'))
    const checks = digestOf(linkedSources(model, factory).map(({ expectations }) => expectations))
    const run = { id: 1, trigger: { reason: 'initial' as const, at: AS_OF, detail: '' }, asOf: AS_OF, startedAt: AS_OF, finishedAt: AS_OF }
    const last = {
      ...run,
      outcome: 'registered' as const,
      version: 1,
      message: '',
      hashes: model.hashes,
      data: snapshot.data,
      checks,
      gpuHours: 0,
    }
    models[model.name] = {
      training: { history: [{ ...last, ...change.training }], pending: [], scheduleSeen: AS_OF, nextId: 2 },
      champion: { version: 1, artifact: trained },
    }
  }
  const endpoints = Object.fromEntries(Object.keys(factory.endpoints).map((name) => [name, change.endpoint ?? { stable: 1 }]))
  return { known: { models, endpoints, data, code: {}, now: AS_OF + 60_000 }, past }
}
