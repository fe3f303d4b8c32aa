import { isAbove, isOneOf, isRemote, type Refusal } from '../../refusal.js'

/** Fields of sources, models and the pipeline. */
export const TRAINING: readonly Refusal[] = [
  {
    code: 'AF6001',
    field: 'spec.pipeline.engine',
    when: (engine) => engine !== 'jobs',
    message: (engine) => `the kubernetes backend renders plain jobs, not ${engine}`,
    suggestion: 'Use engine: jobs.',
  },
  {
    code: 'AF6002',
    field: 'spec.pipeline.catchup',
    when: isOneOf(true),
    message: 'the kubernetes backend cannot make up for missed runs: a CronJob starts the newest only',
    suggestion: 'Leave catchup out.',
  },
  {
    code: 'AF6003',
    field: 'spec.sources.*.format',
    when: isOneOf('postgres'),
    message: 'the kubernetes backend does not hand connections to databases to its jobs yet',
  },
  {
    code: 'AF6007',
    field: 'spec.sources.*.format',
    when: isOneOf('delta'),
    message: 'jobs in a cluster do not read delta yet',
    suggestion: 'Export it as parquet, csv or json.',
  },
  {
    code: 'AF6007',
    field: 'spec.sources.*.path',
    when: isRemote,
    message: 'jobs in a cluster read files of their checkout only',
    suggestion: 'Name a file relative to this one.',
  },
  {
    code: 'AF6007',
    field: 'spec.sources.*.connection',
    message: 'the kubernetes backend does not hand connections to its jobs yet',
    suggestion: 'Leave connection out.',
  },
  {
    code: 'AF6008',
    field: 'spec.sources.*.expectations[].actions',
    message: 'an expectation of a source stops a job or warns, by its severity; it takes no actions',
    suggestion: 'Use severity, or put the expectation into quality of a monitor.',
  },
  {
    code: 'AF6009',
    field: 'spec.models.*.task',
    when: isOneOf('ranking', 'forecasting'),
    message: (task) => `the runtime in the jobs does not train models for ${task} yet`,
    suggestion: 'Use classification or regression.',
  },
  {
    code: 'AF6004',
    field: 'spec.models.*.trainer.numNodes',
    when: isAbove(1),
    message: 'the kubernetes backend trains a model on one node',
    suggestion: 'Leave numNodes out, and ask for a larger node with resourcesPerNode.',
  },
  {
    code: 'AF6005',
    field: 'spec.models.*.trainer.runtime',
    when: isOneOf('container'),
    message: 'the kubernetes backend does not run trainers in containers of their own yet',
    suggestion: 'Use runtime: command, with an image in platform.images.runtime that has the program.',
  },
  {
    code: 'AF6006',
    severity: 'warning',
    field: 'spec.models.*.trainer.resourcesPerNode.gpu',
    when: (gpu, _at, { spec }) => isAbove(0)(gpu) && spec.platform?.images?.gpu === undefined,
    message: 'a GPU is asked for, but platform.images.gpu names no image that can use it',
    suggestion: 'Name an image with the libraries of the GPU.',
  },
  {
    code: 'AF6015',
    field: 'spec.models.*.retrain.onChange',
    when: isOneOf(false),
    message: 'a changed definition renders a new Job, which trains as soon as it is applied',
    suggestion: 'Leave onChange out.',
  },
]
