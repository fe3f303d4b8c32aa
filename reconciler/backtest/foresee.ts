import type { Factory, LinkedModel } from '../../compiler/graph/factory.js'
import { digestOf } from '../../schema/digest.js'
import { sourcesOf } from '../engine/run.js'
import { buildStage, type TrainerPlace, trainStage, validateStage } from '../jobs/stages.js'
import type { JobRequest, Platform } from '../platforms/platform.js'
import type { JobRecord } from '../store/store.js'

/**
 * Does the work of a training that a policy may ask for later, while it waits for another: a model that is always too old is trained as
 * soon as its limits allow. The jobs are known by their keys, so a training that comes finds them done; nothing depends on whether it
 * comes. Ends without a word where a job fails.
 */
export async function trainAhead(
  model: LinkedModel,
  asOf: number,
  options: {
    factory: Factory
    baseDir: string
    platform: Pick<Platform, 'run' | 'artifactDir' | 'fingerprint'>
    trainerPlace: (model: LinkedModel) => Promise<TrainerPlace | undefined>
    signal: AbortSignal
  },
): Promise<void> {
  const { factory, baseDir, platform } = options
  const dataset = factory.datasets[model.dataset]
  if (!dataset) return
  const run = async (request: JobRequest): Promise<JobRecord> => {
    options.signal.throwIfAborted()
    return platform.run(request, () => {})
  }
  const sources = sourcesOf(dataset).flatMap((name) => factory.sources[name] ?? [])
  const data = digestOf(await Promise.all(sources.map(({ definition }) => platform.fingerprint(definition))))
  const snapshot = { baseDir, data, asOf }
  for (const source of sources) if (!(await run(validateStage(source, snapshot))).result?.validation?.success) return
  const { artifact } = await run(buildStage(model, dataset, snapshot))
  if (artifact === undefined) return
  await run(trainStage(model, { digest: artifact, dir: platform.artifactDir(artifact) }, await options.trainerPlace(model)))
}
