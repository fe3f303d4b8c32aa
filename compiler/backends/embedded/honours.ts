import type { Endpoint, Model, Source, Spec } from '../../../schema/generated/aifactory.js'
import type { Finding } from '../kubernetes/finding.js'

/**
 * Fields that mean nothing on one machine, and that this platform therefore passes over: how many replicas there are, where
 * they run, what they cost. Everything else is honoured, or refused below.
 */
export const NOT_APPLICABLE = [
  'models.*.trainer.resourcesPerNode',
  'models.*.trainer.queueName',
  'models.*.trainer.spot',
  'endpoints.*.resources',
  'endpoints.*.minReplicas',
  'endpoints.*.maxReplicas',
  'endpoints.*.scaleMetric',
  'endpoints.*.scaleTarget',
  'endpoints.*.traffic',
  'platform',
  'pipeline.retries',
  'metadata.labels',
  'metadata.annotations',
] as const

/** What one machine cannot do as the file says, as errors AF61xx where they are written. */
export function notHonoured(spec: Spec): Finding[] {
  return [
    ...Object.entries(spec.sources ?? {}).flatMap(([name, source]) => sourceFindings(name, source)),
    ...Object.entries(spec.models ?? {}).flatMap(([name, model]) => modelFindings(name, model)),
    ...Object.entries(spec.endpoints ?? {}).flatMap(([name, endpoint]) => endpointFindings(name, endpoint)),
    ...pipelineFindings(spec),
  ]
}

function refused(code: string, path: Finding['path'], message: string, suggestion: string): Finding {
  return { code, severity: 'error', path: ['spec', ...path], message: `the embedded platform ${message}`, suggestion }
}

function sourceFindings(name: string, { format, path }: Source): Finding[] {
  if (format === 'delta' || format === 'postgres') {
    return [refused('AF6101', ['sources', name, 'format'], `does not read ${format}`, 'Export it as parquet, csv or json.')]
  }
  if (path.includes('://'))
    return [refused('AF6101', ['sources', name, 'path'], 'reads files of this machine only', 'Name a file relative to this one.')]
  return []
}

function modelFindings(name: string, { task, trainer, gates }: Model): Finding[] {
  const path = ['models', name]
  return [
    ...(task === 'ranking' || task === 'forecasting'
      ? [refused('AF6102', [...path, 'task'], `does not train models for ${task} yet`, 'Use classification or regression.')]
      : []),
    ...(trainer.runtime === 'container'
      ? [refused('AF6103', [...path, 'trainer', 'runtime'], 'runs no containers', 'Use runtime: command with the program of the image.')]
      : []),
    ...((trainer.numNodes ?? 1) > 1
      ? [refused('AF6104', [...path, 'trainer', 'numNodes'], 'trains on one node', 'Leave numNodes out in the target for this machine.')]
      : []),
    ...(gates?.approval
      ? [
          refused(
            'AF6105',
            [...path, 'gates', 'approval'],
            'has no one to ask for approval',
            'Leave approval out in the target for this machine.',
          ),
        ]
      : []),
  ]
}

function endpointFindings(name: string, { rollout }: Endpoint): Finding[] {
  const path = ['endpoints', name, 'rollout']
  const strategy = rollout?.strategy ?? 'canary'
  return [
    ...(strategy === 'canary'
      ? []
      : [refused('AF6106', [...path, 'strategy'], `does not roll out by ${strategy} yet`, 'Use strategy: canary.')]),
    ...(rollout?.steps ?? []).flatMap(({ pause }, index) =>
      typeof pause === 'object'
        ? [refused('AF6105', [...path, 'steps', index, 'pause'], 'has no one to end a pause', 'Give the pause a length, such as 10m.')]
        : [],
    ),
  ]
}

function pipelineFindings({ pipeline }: Spec): Finding[] {
  const { engine = 'jobs', schedule, catchup } = pipeline ?? {}
  return [
    ...(engine === 'jobs'
      ? []
      : [refused('AF6107', ['pipeline', 'engine'], `runs its jobs itself, without ${engine}`, 'Use engine: jobs.')]),
    ...(schedule !== undefined
      ? [refused('AF6107', ['pipeline', 'schedule'], 'has no schedule for the whole pipeline', 'Use retrain.schedule of a model.')]
      : []),
    ...(catchup ? [refused('AF6107', ['pipeline', 'catchup'], 'does not make up for missed runs', 'Leave catchup out.')] : []),
  ]
}
