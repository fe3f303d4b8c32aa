import { isAbove, isOneOf, isRemote, type Refusal } from '../refusal.js'

/** What of the file is about making a model: everything up to its gates. */
export const PIPELINE_FIELDS: readonly string[] = [
  'metadata.name',
  'spec.sources.**',
  'spec.entities.**',
  'spec.featureViews.**',
  'spec.datasets.**',
  'spec.models.**',
  'spec.pipeline.**',
]

/** What the runtime in the tasks does not do, whoever starts them. */
export const PIPELINE_REFUSALS: readonly Refusal[] = [
  {
    code: 'AF6241',
    field: 'spec.sources.*.format',
    when: isOneOf('delta', 'postgres'),
    message: (format) => `tasks of a pipeline do not read ${format}`,
    suggestion: 'Export it as parquet, csv or json.',
  },
  {
    code: 'AF6241',
    field: 'spec.sources.*.path',
    when: isRemote,
    message: 'tasks of a pipeline read files of their checkout only',
    suggestion: 'Name a file relative to this one.',
  },
  { code: 'AF6241', field: 'spec.sources.*.connection', message: 'tasks of a pipeline connect to no database and no store' },
  {
    code: 'AF6242',
    field: 'spec.models.*.trainer.runtime',
    when: isOneOf('container'),
    message: 'tasks of a pipeline run no containers of their own',
    suggestion: 'Use runtime: command with the program of the image.',
  },
  {
    code: 'AF6242',
    field: 'spec.models.*.trainer.numNodes',
    when: isAbove(1),
    message: 'a task of a pipeline trains on one node',
    suggestion: 'Leave numNodes out.',
  },
  {
    code: 'AF6242',
    field: 'spec.models.*.task',
    when: isOneOf('ranking', 'forecasting'),
    message: (task) => `tasks of a pipeline do not train models for ${String(task)} yet`,
    suggestion: 'Use classification or regression.',
  },
  {
    code: 'AF6243',
    field: 'spec.models.*.gates.approval',
    message: 'a pipeline has no one to ask for approval',
    suggestion: 'Leave approval out in the target for the pipeline.',
  },
]

const ELSEWHERE = 'decided by what runs the pipeline'

export const PIPELINE_NOT_APPLICABLE: Readonly<Record<string, string>> = {
  'spec.sources.*.expectations[].actions.**': 'a pipeline stops or warns, by the severity',
  'spec.featureViews.*.schedule': 'for online values, which a pipeline does not write',
  'spec.models.*.trainer.image': 'only of containers, which are refused',
  'spec.models.*.retrain.onChange': ELSEWHERE,
  'spec.models.*.retrain.onDrift': 'of monitors',
  'spec.models.*.retrain.onDecay': 'of monitors',
  'spec.models.*.retrain.onNewData': ELSEWHERE,
  'spec.models.*.retrain.budget.**': ELSEWHERE,
  'spec.models.*.retrain.cooldown': ELSEWHERE,
}

export const RESOURCES_ELSEWHERE: Readonly<Record<string, string>> = {
  'spec.models.*.trainer.resourcesPerNode.**': 'a task has what its worker has',
  'spec.models.*.trainer.spot': 'a task runs where its worker runs',
}
