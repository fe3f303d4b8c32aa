import type { Definition, Resource } from './definition.js'
import { fileName, objectName, STATUS } from './fields.js'
import { list, object, oneOf, open, real, type Static, text, time, whole } from './structural.js'

const spec = object('An endpoint, and what people have said about the version on its way.', {
  required: {
    factory: objectName('The Factory of this namespace that it belongs to.'),
    endpoint: fileName('The endpoint.'),
    model: fileName('The model that it serves.'),
  },
  optional: {
    approvedVersion: whole('The version that a person lets go on.', { minimum: 1 }),
    abortVersion: whole('The version that a person wants gone.', { minimum: 1 }),
  },
  'x-kubernetes-validations': [
    { rule: 'self.factory == oldSelf.factory && self.endpoint == oldSelf.endpoint', message: 'a Rollout stays with its endpoint' },
    {
      rule: '!has(self.approvedVersion) || !has(self.abortVersion) || self.approvedVersion != self.abortVersion',
      message: 'a version is approved or aborted, not both',
    },
  ],
})
export type RolloutSpec = Static<typeof spec>

const status = object('What the endpoint serves, and what is on its way.', {
  required: {},
  optional: {
    ...STATUS,
    phase: oneOf('Where it stands.', ['Pending', 'Stable', 'Progressing', 'Paused', 'RolledBack']),
    stable: whole('The version that answers.', { minimum: 1 }),
    previous: whole('The version that answered before.', { minimum: 1 }),
    candidate: whole('The version on its way.', { minimum: 1 }),
    step: whole('The step that it is at, from 0.'),
    steps: whole('How many steps there are.'),
    weight: whole('Its share of the answers, in percent.', { maximum: 100 }),
    mirror: whole('Its share of copied requests, in percent.', { maximum: 100 }),
    message: text('What it waits for.', { maxLength: 4096 }),
    url: text('The address in the cluster.', { maxLength: 2048 }),
    since: time('When the step was entered.'),
    verdicts: list(
      'What the analyses of this step say so far.',
      object('A metric.', {
        required: {
          metric: text('The metric.', { maxLength: 253 }),
          verdict: oneOf('What it says; the last two never count as a pass.', ['pass', 'fail', 'inconclusive', 'no-data']),
        },
        optional: { value: real('The figure.'), message: text('In words.', { maxLength: 4096 }) },
      }),
      { maxItems: 100 },
    ),
    state: open<Readonly<Record<string, unknown>>>('The whole state of the decision, to go on from.'),
  },
})
export type RolloutStatus = Static<typeof status>
export type RolloutResource = Resource<RolloutSpec, RolloutStatus>

export const ROLLOUT: Definition = {
  kind: 'Rollout',
  plural: 'rollouts',
  singular: 'rollout',
  shortNames: ['mro'],
  description: 'What an endpoint serves, and the version on its way there.',
  spec,
  status,
  columns: [
    { name: 'Endpoint', type: 'string', jsonPath: '.spec.endpoint' },
    { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
    { name: 'Stable', type: 'integer', jsonPath: '.status.stable' },
    { name: 'Candidate', type: 'integer', jsonPath: '.status.candidate' },
    { name: 'Step', type: 'integer', jsonPath: '.status.step' },
    { name: 'Weight', type: 'integer', jsonPath: '.status.weight' },
    { name: 'Message', type: 'string', jsonPath: '.status.message' },
  ],
}
