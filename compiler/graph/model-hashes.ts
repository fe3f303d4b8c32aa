import { digestOf } from '../../schema/digest.js'
import type { DatasetDefinition, Task } from '../../schema/generated/jobs.js'
import { gateNeeds } from './evaluation-needs.js'
import type { LinkedModel } from './factory.js'
import { datasetIdentity } from './identity.js'

/**
 * What each stage of a model is known by. A stage is run again when its digest, which holds that of the stage before it, is
 * a new one. What is not in here (owners, descriptions, resources, schedules) changes no result.
 */
export function modelHashes({
  task,
  dataset,
  trainer,
  evaluation,
  gates,
}: Pick<LinkedModel, 'trainer' | 'evaluation' | 'gates'> & { task: Task; dataset: DatasetDefinition }): LinkedModel['hashes'] {
  const datasetHash = digestOf({ task, dataset: datasetIdentity(dataset) })
  const train = digestOf({ dataset: datasetHash, trainer: identity(trainer) })
  const evaluate = digestOf({ train, evaluation, ...gateNeeds(gates) })
  return { dataset: datasetHash, train, evaluate, gates: digestOf({ evaluate, gates }) }
}

/** Where and how patiently a trainer runs has no part in what it gives; the number of nodes has. */
function identity(trainer: LinkedModel['trainer']): unknown {
  const { resources: _resources, queueName: _queue, spot: _spot, retries: _retries, timeoutMs: _timeout, ...rest } = trainer
  return rest
}
