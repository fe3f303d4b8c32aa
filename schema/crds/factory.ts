import type { Definition, Resource } from './definition.js'
import { digest, duration, fileName, objectName, STATUS, secretRef } from './fields.js'
import { flag, list, map, object, oneOf, type Static, text, time, whole } from './structural.js'

const ref = object('Which commit of the repository is followed. Without any, the default branch.', {
  required: {},
  optional: {
    branch: text('The newest commit of a branch.', { minLength: 1, maxLength: 255 }),
    tag: text('A tag.', { minLength: 1, maxLength: 255 }),
    semver: text('The highest tag in a range of versions, such as ">=1.2.0 <2.0.0".', { minLength: 1, maxLength: 255 }),
    commit: text('One commit, by its whole hash.', { maxLength: 64, pattern: '^([0-9a-f]{40}|[0-9a-f]{64})$' }),
  },
  'x-kubernetes-validations': [
    {
      rule: '[has(self.branch), has(self.tag), has(self.semver), has(self.commit)].filter(given, given).size() <= 1',
      message: 'give one of branch, tag, semver and commit',
    },
  ],
})

const spec = object('Which folder of which repository is kept in force, and how.', {
  required: {
    repository: text('Address of a git repository: https, ssh, git@host:path, or file.', {
      maxLength: 2048,
      pattern: '^((https?|ssh|git|file)://[^\\s]+|[A-Za-z0-9._-]+@[A-Za-z0-9.-]+:[^\\s]+)$',
    }),
  },
  optional: {
    ref,
    path: text('The folder with aifactory.yaml, from the top of the repository.', {
      default: '.',
      minLength: 1,
      'x-kubernetes-validations': [
        { rule: "!self.startsWith('/') && !self.split('/').exists(part, part == '..')", message: 'a path stays inside the repository' },
      ],
    }),
    target: text('The target of the file; without it, its default one.', { minLength: 1, maxLength: 63 }),
    variables: map('Values of variables of the file.', text('A value.'), { maxProperties: 100 }),
    secretRef: secretRef('Credentials for the repository: username and password, bearerToken, identity with known_hosts, or a GitHub App.'),
    verification: object('Only commits that were signed by these keys are put in force.', {
      required: { secretRef: secretRef('Keys: allowed_signers in the form of ssh-keygen, or armored OpenPGP keys in *.asc.') },
      optional: {},
    }),
    webhook: object('Who may tell that something was pushed. Polling goes on beside it.', {
      required: {
        provider: oneOf('Who calls.', ['github', 'gitlab', 'standard']),
        secretRef: secretRef('The shared secret, under token.'),
      },
      optional: {},
    }),
    interval: {
      ...duration('How often the repository is looked at.', '5m'),
      'x-kubernetes-validations': [
        {
          rule: "self.endsWith('d') ? self == '1d' : duration(self) >= duration('5s') && duration(self) <= duration('24h')",
          message: 'between 5s and 24h',
        },
      ],
    },
    timeout: duration('How long one attempt may take before it counts as failed and is tried again.', '10m'),
    suspend: flag('Leaves everything as it is until it is taken away.', { default: false }),
    prune: flag('Whether what is no longer in the file is deleted.', { default: true }),
    pruneLimit: whole('The most that one commit may delete, in percent of what is there, without a confirmation in the file.', {
      default: 50,
      maximum: 100,
    }),
    force: flag('Whether objects whose change the API server refuses may be deleted and created anew. Never running training.', {
      default: false,
    }),
    serviceAccountName: objectName('The account of this namespace whose rights are used. Without it, the rights of the controller.'),
    dependsOn: list(
      'Factories that have to be ready first.',
      object('A factory.', {
        required: { name: objectName('Its name.') },
        optional: { namespace: objectName('Its namespace; without it, the same.') },
      }),
      { maxItems: 32 },
    ),
  },
})
export type FactorySpec = Static<typeof spec>

const entry = object('An object that was applied.', {
  required: { id: text('namespace_name_group_kind.', { maxLength: 768 }), v: text('Its version in the API.', { maxLength: 63 }) },
  optional: { d: text('Digest of it as it was live after it was applied.', { maxLength: 64 }) },
})
export type InventoryEntry = Static<typeof entry>

const pastRevision = object('A revision that was put in force, or failed to be.', {
  required: {
    revision: text('The commit.'),
    at: time('When it was first tried.'),
    outcome: oneOf('How it ended.', ['applied', 'failed']),
  },
  optional: {
    message: text('The first line of the commit, or why it failed.', { maxLength: 32768 }),
    created: whole('Objects that it made.'),
    changed: whole('Objects that it changed.'),
    deleted: whole('Objects that it deleted.'),
  },
})
export type PastRevision = Static<typeof pastRevision>

const status = object('What is in force, and how it fares.', {
  required: {},
  optional: {
    ...STATUS,
    revision: text('The commit that is in force: the last one that changed something of this factory.'),
    attemptedRevision: text('The commit that was last tried.'),
    factory: text('The name in aifactory.yaml.', { maxLength: 253 }),
    target: text('The target that is in force.', { maxLength: 63 }),
    digest: digest('Digest of what was last rendered.'),
    objects: whole('How many objects are kept.'),
    inventory: list('The objects that are kept.', entry, { maxItems: 5000 }),
    history: list('The last revisions, the newest first.', pastRevision, { maxItems: 10 }),
    failures: whole('Attempts in a row that failed.'),
    lastHandledReconcileAt: text('The annotation reconcile.aifactory.dev/requestedAt that was last answered.'),
    webhookPath: text('Where its webhook is taken: /hooks/ and a name that is not guessed.', { maxLength: 128 }),
    lastAppliedAt: time('When something was last written.'),
    models: list(
      'Its models.',
      object('A model.', {
        required: { name: fileName('Its name.') },
        optional: {
          champion: whole('The version that is best by the gates.'),
          state: text('What happens to it: training, waiting, ready, failed.', { maxLength: 63 }),
          message: text('What it waits for, or why it failed.', { maxLength: 4096 }),
        },
      }),
      { maxItems: 500 },
    ),
    endpoints: list(
      'Its endpoints.',
      object('An endpoint.', {
        required: { name: fileName('Its name.') },
        optional: {
          version: whole('The version that answers.'),
          candidate: whole('The version on its way.'),
          weight: whole('Its share of the traffic, in percent.', { maximum: 100 }),
          url: text('Its address in the cluster.', { maxLength: 2048 }),
        },
      }),
      { maxItems: 500 },
    ),
    summary: text('What the models and endpoints do, in a line.', { maxLength: 1024 }),
  },
})
export type FactoryStatus = Static<typeof status>
export type FactoryResource = Resource<FactorySpec, FactoryStatus>

export const FACTORY: Definition = {
  kind: 'Factory',
  plural: 'factories',
  singular: 'factory',
  shortNames: ['fac'],
  description: 'Keeps a cluster as one folder of a git repository says.',
  spec,
  status,
  columns: [
    { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
    { name: 'Revision', type: 'string', jsonPath: '.status.revision' },
    { name: 'Objects', type: 'integer', jsonPath: '.status.objects' },
    { name: 'Models', type: 'string', jsonPath: '.status.summary' },
    { name: 'Status', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].message' },
    { name: 'Suspended', type: 'boolean', jsonPath: '.spec.suspend', priority: 1 },
    { name: 'Repository', type: 'string', jsonPath: '.spec.repository', priority: 1 },
    { name: 'Path', type: 'string', jsonPath: '.spec.path', priority: 1 },
  ],
}
