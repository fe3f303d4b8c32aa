import type { Definition, Resource } from './definition.js'
import { digest, fileName, objectName, STATUS } from './fields.js'
import { list, object, oneOf, open, type Static, text, time, whole } from './structural.js'

const spec = object('A version of a model: what it was made from and what it is. It never changes.', {
  required: {
    factory: objectName('The Factory of this namespace that it belongs to.'),
    model: fileName('The model.'),
    version: whole('Counted from 1 for each model.', { minimum: 1 }),
    digest: digest("Digest of the model's artifact."),
    modelSha256: digest('SHA-256 of model.onnx, which servers check.'),
    createdAt: time('When it was registered, by the clock of the data.'),
  },
  optional: {
    runId: whole('The run of training that made it.'),
    trigger: text('Why it was trained.'),
    revision: text('The commit that it was trained for.'),
    artifacts: object('What it was made from and measured by.', {
      required: {
        dataset: digest('Digest of the rows.'),
        model: digest('Digest of the model.'),
        evaluation: digest('Digest of the evaluation.'),
      },
      optional: {},
    }),
    record: open<Readonly<Record<string, unknown>>>('Its inputs, and what a server needs to answer with it.'),
  },
  'x-kubernetes-validations': [{ rule: 'self == oldSelf', message: 'a version never changes: train another one' }],
})
export type ModelVersionSpec = Static<typeof spec>

const status = object('What became of it.', {
  required: {},
  optional: {
    ...STATUS,
    state: oneOf('Where it stands.', ['candidate', 'champion', 'archived', 'rejected']),
    reason: text('Why.', { maxLength: 32768 }),
    rejectedBy: oneOf('What rejected it; what live traffic rejected is rejected for good.', ['gates', 'live']),
    aliases: list('Names that point at it.', text('A name.', { maxLength: 63 }), { maxItems: 32 }),
    verdict: oneOf('What the gates say together.', ['pass', 'fail', 'inconclusive', 'no-data']),
    gates: open<Readonly<Record<string, unknown>>>('The report of the gates.'),
    evaluation: open<Readonly<Record<string, unknown>>>('The figures on the test rows.'),
  },
  'x-kubernetes-validations': [
    {
      rule: "!has(oldSelf.rejectedBy) || oldSelf.rejectedBy != 'live' || (has(self.state) && self.state == 'rejected' && has(self.rejectedBy) && self.rejectedBy == 'live')",
      message: 'what live traffic has shown to be bad is rejected for good',
    },
  ],
})
export type ModelVersionStatus = Static<typeof status>
export type ModelVersionResource = Resource<ModelVersionSpec, ModelVersionStatus>

export const MODEL_VERSION: Definition = {
  kind: 'ModelVersion',
  plural: 'modelversions',
  singular: 'modelversion',
  shortNames: ['mv'],
  description: 'A trained version of a model, with its lineage and the verdict of its gates.',
  spec,
  status,
  columns: [
    { name: 'Model', type: 'string', jsonPath: '.spec.model' },
    { name: 'Version', type: 'integer', jsonPath: '.spec.version' },
    { name: 'State', type: 'string', jsonPath: '.status.state' },
    { name: 'Gates', type: 'string', jsonPath: '.status.verdict' },
    { name: 'Reason', type: 'string', jsonPath: '.status.reason' },
    { name: 'Digest', type: 'string', jsonPath: '.spec.digest', priority: 1 },
  ],
}
