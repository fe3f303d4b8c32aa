import type { CodeEntry } from '../codes.js'

/** AF4xxx about lengths, resources, names and addresses. Examples are parts of spec. */
export const RESOURCES = {
  AF4133: {
    severity: 'error',
    title: 'No length of time',
    explanation: 'A window, limit or period of no length holds nothing: no rows, no requests, no runs.',
    example: {
      wrong: 'featureViews: { carrier_history: { ttl: 0s } }',
      right: 'featureViews: { carrier_history: { ttl: 30d } }',
    },
  },
  AF4134: {
    severity: 'warning',
    title: 'Median above the 99th percentile',
    explanation: 'Half of all predictions are faster than the median, and it is never above the 99th percentile: the limit checks nothing.',
    example: {
      wrong: 'models: { late-arrival: { gates: { latency: { p50: 10ms, p99: 5ms } } } }',
      right: 'models: { late-arrival: { gates: { latency: { p50: 1ms, p99: 5ms } } } }',
    },
  },
  AF4135: {
    severity: 'warning',
    title: 'Expectation that never fails',
    explanation: 'Whatever the data is like, it is met.',
    example: {
      wrong: 'sources: { flights: { expectations: [ { expect: not_null, columns: [carrier], mostly: 0 } ] } }',
      right: 'sources: { flights: { expectations: [ { expect: not_null, columns: [carrier], mostly: 0.99 } ] } }',
    },
  },
  AF4136: {
    severity: 'warning',
    title: 'Format unlike the file’s name',
    explanation: 'The path ends as files of another format do.',
    example: {
      wrong: 'sources: { flights: { format: parquet } }',
      right: 'sources: { flights: { format: csv } }',
    },
  },
  AF4137: {
    severity: 'error',
    title: 'Database without a connection',
    explanation: 'Nothing says how the database is reached.',
    example: {
      wrong: 'sources: { flights: { format: postgres, path: flights } }',
      right: 'sources: { flights: { format: postgres, path: flights, connection: { name: warehouse, key: url } } }',
    },
  },
  AF4138: {
    severity: 'warning',
    title: 'Connection of a file',
    explanation: 'Files of the repository are read without one; a path of s3:// or a database was probably meant.',
    example: {
      wrong: 'sources: { flights: { connection: { name: warehouse, key: url } } }',
      right: 'sources: { flights: { format: postgres, path: flights, connection: { name: warehouse, key: url } } }',
    },
  },
  AF4139: {
    severity: 'error',
    title: 'Memory in bytes',
    explanation: 'A plain number is bytes, and m is a thousandth of one. Nothing runs in less than a mebibyte.',
    example: {
      wrong: 'endpoints: { delay-api: { resources: { memory: 512 } } }',
      right: 'endpoints: { delay-api: { resources: { memory: 512Mi } } }',
    },
  },
  AF4140: {
    severity: 'error',
    title: 'No cores',
    explanation: 'A container that may use no processor never does anything.',
    example: {
      wrong: 'endpoints: { delay-api: { resources: { cpu: 0 } } }',
      right: 'endpoints: { delay-api: { resources: { cpu: 500m } } }',
    },
  },
  AF4141: {
    severity: 'warning',
    title: 'Very many cores',
    explanation: 'Cores are a count. Thousandths of a core are written with m, and units of bytes do not belong here.',
    example: {
      wrong: 'endpoints: { delay-api: { resources: { cpu: 500 } } }',
      right: 'endpoints: { delay-api: { resources: { cpu: 500m } } }',
    },
  },
  AF4142: {
    severity: 'error',
    title: 'Name of a label',
    explanation:
      'Kubernetes refuses objects with such a label. Its grammar is that of labels: letters, digits, "-", "_" and ".", and before a "/" a domain.',
    example: {
      wrong: 'platform: { tags: { "cost center": "4711" } }',
      right: 'platform: { tags: { cost-center: "4711" } }',
    },
  },
  AF4143: {
    severity: 'error',
    title: 'Value of a label',
    explanation: 'Kubernetes refuses objects with such a label. Values are short words; text with blanks or other signs is an annotation.',
    example: {
      wrong: 'platform: { tags: { team: "operations & research" } }',
      right: 'platform: { tags: { team: operations } }',
    },
  },
  AF4144: {
    severity: 'error',
    title: 'Impossible name of a secret',
    explanation: 'No Secret of Kubernetes, or key in one, can have this name.',
    example: {
      wrong: 'notifications: [ { to: slack, on: [drift], secretRef: { name: Slack_Webhook, key: url } } ]',
      right: 'notifications: [ { to: slack, on: [drift], secretRef: { name: slack-webhook, key: url } } ]',
    },
  },
  AF4145: {
    severity: 'error',
    title: 'Impossible name of a variable',
    explanation: 'Names of environment variables are letters, digits and "_", and begin with no digit.',
    example: {
      wrong: 'models: { late-arrival: { trainer: { runtime: command, command: [python3, train.py], env: { batch-size: "512" } } } }',
      right: 'models: { late-arrival: { trainer: { runtime: command, command: [python3, train.py], env: { BATCH_SIZE: "512" } } } }',
    },
  },
  AF4146: {
    severity: 'error',
    title: 'Impossible name of an image',
    explanation: 'No registry has an image of this name: names are in lower case, with a tag after ":" and a digest after "@".',
    example: {
      wrong: 'platform: { images: { runtime: "Example/Runtime:1.0" } }',
      right: 'platform: { images: { runtime: "example/runtime:1.0" } }',
    },
  },
  AF4147: {
    severity: 'warning',
    title: 'Scaling of a fixed number',
    explanation: 'minReplicas and maxReplicas are the same, so that nothing is scaled.',
    example: {
      wrong: 'endpoints: { delay-api: { minReplicas: 2, maxReplicas: 2, scaleTarget: 60 } }',
      right: 'endpoints: { delay-api: { minReplicas: 2, maxReplicas: 8, scaleTarget: 60 } }',
    },
  },
  AF4148: {
    severity: 'warning',
    title: 'Port of the administrator',
    explanation: 'Servers run without special rights, and may not listen there on most machines.',
    example: {
      wrong: 'endpoints: { delay-api: { port: 80 } }',
      right: 'endpoints: { delay-api: { port: 8080 } }',
    },
  },
  AF4149: {
    severity: 'error',
    title: 'Impossible artifact store',
    explanation: 'The address is not of a kind that artifacts can be kept at, or no bucket can have its name.',
    example: {
      wrong: 'platform: { artifactStore: "s3://My_Models" }',
      right: 'platform: { artifactStore: "s3://my-models/flight-delays" }',
    },
  },
  AF4150: {
    severity: 'warning',
    title: 'Targets that share a namespace',
    explanation: 'Both render the same objects into one namespace: the one that is applied last is in force, for both.',
    example: {
      wrong:
        'targets: { dev: { default: true, platform: { namespace: ml } }, prod: { platform: { namespace: ml } } }\nmodels: { late-arrival: { modelCard: { intendedUse: Warn., owners: [ops] } } }',
      right:
        'targets: { dev: { default: true, platform: { namespace: ml-dev } }, prod: { platform: { namespace: ml } } }\nmodels: { late-arrival: { modelCard: { intendedUse: Warn., owners: [ops] } } }',
    },
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
