import type { Definition, Resource } from './definition.js'
import { digest, duration, fileName, objectName, STATUS } from './fields.js'
import { flag, list, map, object, oneOf, open, real, type Static, text, time, whole } from './structural.js'

const spec = object('One job, given by everything that it depends on. It never changes: other work is another TrainingRun.', {
  required: {
    factory: objectName('The Factory of this namespace that asked for it.'),
    kind: text('The kind of job, as in schema/jobs.v1.schema.json.', { minLength: 1, maxLength: 63 }),
    subject: fileName('What the job is for, such as the name of a model.'),
    key: digest('Digest of all that it depends on: the same key is run once.'),
    job: open<Readonly<Record<string, unknown>>>('The job: a JobSpec without the places that it is given.'),
  },
  optional: {
    retries: whole('Further tries after a failure that trying again may help.', { default: 1, maximum: 100 }),
    timeout: duration('How long one try may take.'),
    image: text('The image that runs it.', { maxLength: 1024 }),
    revision: text('The commit that it was asked for by.'),
    pod: open<Readonly<Record<string, unknown>>>('What its pod needs: resources, node selection, tolerations, spot, queue.'),
  },
  'x-kubernetes-validations': [{ rule: 'self == oldSelf', message: 'a TrainingRun never changes: other work is another TrainingRun' }],
})
export type TrainingRunSpec = Static<typeof spec>

/** Why a try ended, told apart because each is answered in another way. */
export const ATTEMPT_REASONS = [
  'Succeeded',
  'UserCode',
  'OutOfMemory',
  'Infrastructure',
  'NoCapacity',
  'Preempted',
  'Deadline',
  'Stopped',
] as const

const status = object('How far it is.', {
  required: {},
  optional: {
    ...STATUS,
    phase: oneOf('Where it stands.', ['Pending', 'Running', 'Succeeded', 'Failed']),
    reason: text('Why it waits or failed, in plain words.', { maxLength: 4096 }),
    attempts: whole('Tries so far.'),
    artifact: digest('Digest of the folder that it wrote.'),
    files: map('SHA-256 of each file of the artifact, by its path.', digest('SHA-256.'), { maxProperties: 1000 }),
    progress: object('What it said last.', {
      required: {},
      optional: {
        done: real('How much is done.'),
        total: real('Of how much.'),
        unit: text('Of what, such as epochs.', { maxLength: 63 }),
        message: text('In words.', { maxLength: 4096 }),
        metrics: map('Figures so far.', real('A figure.'), { maxProperties: 100 }),
        at: time('When it was said.'),
      },
    }),
    result: open<Readonly<Record<string, unknown>>>('What it found: a JobResult.'),
    error: object('Why it failed.', {
      required: { code: text('Stable code.', { maxLength: 63 }), message: text('In words.', { maxLength: 32768 }) },
      optional: {
        detail: text('More of it.', { maxLength: 32768 }),
        hint: text('What could be done.', { maxLength: 4096 }),
        retryable: flag('Whether trying again may help.'),
      },
    }),
    tries: list(
      'The tries, the oldest first.',
      object('A try.', {
        required: { startedAt: time('When it began.') },
        optional: {
          finishedAt: time('When it ended.'),
          reason: oneOf('Why it ended.', ATTEMPT_REASONS),
          message: text('In words.', { maxLength: 4096 }),
          exitCode: { type: 'integer', format: 'int32', description: 'The exit status of its container.' } as ReturnType<typeof whole>,
          pod: objectName('Its pod.'),
          node: objectName('Where it ran.'),
        },
      }),
      { maxItems: 200 },
    ),
    jobName: objectName('The Job that runs it.'),
    startedAt: time('When it first began.'),
    finishedAt: time('When it ended.'),
  },
  'x-kubernetes-validations': [
    {
      rule: "!has(oldSelf.phase) || oldSelf.phase != 'Succeeded' || (has(self.phase) && self.phase == 'Succeeded')",
      message: 'what has succeeded stays so',
    },
    { rule: "!has(self.phase) || self.phase != 'Succeeded' || has(self.finishedAt)", message: 'what has succeeded says when' },
  ],
})
export type TrainingRunStatus = Static<typeof status>
export type TrainingRunResource = Resource<TrainingRunSpec, TrainingRunStatus>

export const TRAINING_RUN: Definition = {
  kind: 'TrainingRun',
  plural: 'trainingruns',
  singular: 'trainingrun',
  shortNames: ['trun'],
  description: 'A job by the content of what it depends on: checking data, building a dataset, training, evaluation.',
  spec,
  status,
  columns: [
    { name: 'Kind', type: 'string', jsonPath: '.spec.kind' },
    { name: 'Subject', type: 'string', jsonPath: '.spec.subject' },
    { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
    { name: 'Tries', type: 'integer', jsonPath: '.status.attempts' },
    { name: 'Progress', type: 'string', jsonPath: '.status.progress.message' },
    { name: 'Reason', type: 'string', jsonPath: '.status.reason' },
    { name: 'Factory', type: 'string', jsonPath: '.spec.factory', priority: 1 },
    { name: 'Artifact', type: 'string', jsonPath: '.status.artifact', priority: 1 },
  ],
}
