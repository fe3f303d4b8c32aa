import { isAbove, isOneOf, isRemote, type Refusal } from '../refusal.js'

const WITHOUT = 'Leave it out in the target for this machine.'

/** What one machine cannot do as the file says, as AF61xx where it is written. */
export const REFUSALS: readonly Refusal[] = [
  {
    code: 'AF6101',
    field: 'spec.sources.*.format',
    when: isOneOf('delta', 'postgres'),
    message: (format) => `the embedded platform does not read ${format}`,
    suggestion: 'Export it as parquet, csv or json.',
  },
  {
    code: 'AF6101',
    field: 'spec.sources.*.path',
    when: (path, { holder }) => isRemote(path) && !isOneOf('delta', 'postgres')((holder as { format?: unknown }).format),
    message: 'the embedded platform reads files of this machine only',
    suggestion: 'Name a file relative to this one.',
  },
  {
    code: 'AF6101',
    field: 'spec.sources.*.connection',
    message: 'the embedded platform connects to no database and no store',
    suggestion: WITHOUT,
  },
  {
    code: 'AF6108',
    field: 'spec.sources.*.expectations[].actions',
    message: 'an expectation of a source stops a run or warns, by its severity; it takes no actions',
    suggestion: 'Use severity, or put the expectation into quality of a monitor.',
  },
  {
    code: 'AF6102',
    field: 'spec.models.*.task',
    when: isOneOf('ranking', 'forecasting'),
    message: (task) => `the embedded platform does not train models for ${task} yet`,
    suggestion: 'Use classification or regression.',
  },
  {
    code: 'AF6103',
    field: 'spec.models.*.trainer.runtime',
    when: isOneOf('container'),
    message: 'the embedded platform runs no containers',
    suggestion: 'Use runtime: command with the program of the image.',
  },
  {
    code: 'AF6104',
    field: 'spec.models.*.trainer.numNodes',
    when: isAbove(1),
    message: 'the embedded platform trains on one node',
    suggestion: 'Leave numNodes out in the target for this machine.',
  },
  {
    code: 'AF6109',
    severity: 'warning',
    field: 'spec.endpoints.*.logger.retention',
    message: 'the embedded platform removes no logs of requests yet',
    suggestion: 'Remove old files of .aifactory/inference-log yourself.',
  },
  ...['drift[]', 'performance[]', 'quality[]'].map(
    (rules): Refusal => ({
      code: 'AF6110',
      field: `spec.monitors.*.${rules}.actions[]`,
      when: isOneOf('disable'),
      message: 'the embedded platform does not switch endpoints off yet',
      suggestion: 'Use alert, retrain or rollback.',
    }),
  ),
  {
    code: 'AF6107',
    field: 'spec.pipeline.engine',
    when: (engine) => engine !== 'jobs',
    message: (engine) => `the embedded platform runs its jobs itself, without ${engine}`,
    suggestion: 'Use engine: jobs.',
  },
  {
    code: 'AF6107',
    field: 'spec.pipeline.schedule',
    message: 'the embedded platform has no schedule for the whole pipeline',
    suggestion: 'Use retrain.schedule of a model.',
  },
  {
    code: 'AF6107',
    field: 'spec.pipeline.catchup',
    when: isOneOf(true),
    message: 'the embedded platform does not make up for missed runs',
    suggestion: 'Leave catchup out.',
  },
  {
    code: 'AF6111',
    field: 'spec.platform.artifactStore',
    message: 'the embedded platform keeps artifacts in .aifactory',
    suggestion: WITHOUT,
  },
  {
    code: 'AF6112',
    field: 'spec.notifications[].to',
    when: isOneOf('email'),
    message: 'the embedded platform does not write e-mail',
    suggestion: 'Use slack, webhook or github.',
  },
  {
    code: 'AF6112',
    field: 'spec.notifications[].channel',
    when: (_channel, { holder }) => (holder as { to?: unknown }).to === 'webhook',
    message: 'a webhook has no channel',
    suggestion: 'Leave channel out.',
  },
]
