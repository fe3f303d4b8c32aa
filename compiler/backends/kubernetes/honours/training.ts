import type { Factory, LinkedModel } from '../../../graph/factory.js'
import { type Finding, inPart, refused } from '../finding.js'

/** Fields of sources, models and the pipeline. */
export function trainingFindings(factory: Factory): Finding[] {
  return [...pipeline(factory), ...sources(factory), ...Object.values(factory.models).flatMap((model) => trainer(factory, model))]
}

function pipeline({ pipeline: { engine, catchup } }: Factory): Finding[] {
  const path = ['spec', 'pipeline']
  return [
    ...(engine === 'jobs'
      ? []
      : [
          refused({
            code: 'AF6001',
            path: [...path, 'engine'],
            message: `the kubernetes backend renders plain jobs, not ${engine}`,
            suggestion: 'Use engine: jobs.',
          }),
        ]),
    ...(catchup
      ? [
          refused({
            code: 'AF6002',
            path: [...path, 'catchup'],
            message: 'the kubernetes backend cannot make up for missed runs: a CronJob starts the newest only',
            suggestion: 'Leave catchup out.',
          }),
        ]
      : []),
  ]
}

function sources(factory: Factory): Finding[] {
  return Object.values(factory.sources)
    .filter(({ definition }) => definition.format === 'postgres')
    .map(({ definition }) =>
      refused({
        code: 'AF6003',
        path: ['spec', 'sources', definition.name, 'format'],
        message: 'the kubernetes backend does not hand connections to databases to its jobs yet',
      }),
    )
}

function trainer(factory: Factory, { name, trainer: { runtime, numNodes, resources } }: LinkedModel): Finding[] {
  const path = ['spec', 'models', name, 'trainer']
  return [
    ...(numNodes > 1
      ? [
          refused({
            code: 'AF6004',
            path: [...path, 'numNodes'],
            message: 'the kubernetes backend trains a model on one node',
            suggestion: 'Leave numNodes out, and ask for a larger node with resourcesPerNode.',
          }),
        ]
      : []),
    ...(runtime === 'container'
      ? [
          refused({
            code: 'AF6005',
            path: [...path, 'runtime'],
            message: 'the kubernetes backend does not run trainers in containers of their own yet',
            suggestion: 'Use runtime: command, with an image in platform.images.runtime that has the program.',
          }),
        ]
      : []),
    ...((resources.gpu ?? 0) > 0 && factory.platform.images.gpu === undefined
      ? [
          inPart({
            code: 'AF6006',
            path: [...path, 'resourcesPerNode', 'gpu'],
            message: 'a GPU is asked for, but platform.images.gpu names no image that can use it',
            suggestion: 'Name an image with the libraries of the GPU.',
          }),
        ]
      : []),
  ]
}
