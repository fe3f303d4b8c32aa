import type { CodeEntry } from '../codes.js'

/** AF60xx: what the Kubernetes backend does not honour; AF61xx: what one machine does not. Examples are parts of spec. */
export const BACKEND = {
  AF6001: { severity: 'error', title: 'Kubernetes: another engine', explanation: 'Stages are rendered as plain jobs.' },
  AF6002: { severity: 'error', title: 'Kubernetes: catching up', explanation: 'A CronJob starts the newest run only.' },
  AF6003: { severity: 'error', title: 'Kubernetes: databases', explanation: 'Jobs are not handed connections to databases yet.' },
  AF6004: { severity: 'error', title: 'Kubernetes: several nodes', explanation: 'A model is trained on one node.' },
  AF6005: { severity: 'error', title: 'Kubernetes: trainers in containers', explanation: 'Trainers run in the image of the runtime.' },
  AF6006: {
    severity: 'warning',
    title: 'Kubernetes: a GPU without an image',
    explanation: 'platform.images.gpu names the image that can use it.',
  },
  AF6007: {
    severity: 'error',
    title: 'Kubernetes: data elsewhere',
    explanation: 'Jobs read parquet, csv and json files of their checkout.',
  },
  AF6008: {
    severity: 'error',
    title: 'Kubernetes: actions of a source',
    explanation: 'An expectation of a source stops a job or warns. Actions follow from what a monitor finds in live traffic.',
  },
  AF6009: { severity: 'error', title: 'Kubernetes: task', explanation: 'Ranking and forecasting are not trained yet.' },
  AF6010: { severity: 'error', title: 'Kubernetes: no replicas', explanation: 'The autoscaler keeps one replica.' },
  AF6011: {
    severity: 'warning',
    title: 'Kubernetes: scaling by requests',
    explanation: 'It needs an adapter for custom metrics in the cluster.',
  },
  AF6012: { severity: 'error', title: 'Kubernetes: a GPU for a server', explanation: 'Servers predict on the CPU.' },
  AF6013: {
    severity: 'warning',
    title: 'Kubernetes: a shared online store',
    explanation: 'Replicas on several nodes share one SQLite file.',
  },
  AF6014: { severity: 'error', title: 'Kubernetes: a token without a secret', explanation: 'The server would let nobody in.' },
  AF6015: {
    severity: 'error',
    title: 'Kubernetes: changes that are not to train',
    explanation: 'A changed definition is a new Job, and applying it trains.',
  },
  AF6016: { severity: 'warning', title: 'Kubernetes: old logs', explanation: 'Nothing in the cluster removes logs of requests yet.' },
  AF6020: {
    severity: 'error',
    title: 'Kubernetes: artifacts in a folder',
    explanation: 'A folder of one machine is not there in a cluster.',
  },
  AF6021: { severity: 'warning', title: 'Kubernetes: artifacts in an object store', explanation: 'Artifacts are kept on a volume.' },
  AF6022: {
    severity: 'info',
    title: 'Kubernetes: decided while it lives',
    explanation: 'Gates, retraining and rollouts are the control plane’s.',
  },
  AF6030: {
    severity: 'error',
    title: 'Kubernetes: not a valid name',
    explanation: 'Kubernetes refuses objects with such a name, label or key.',
  },
  AF6100: {
    severity: 'error',
    title: 'On-demand features',
    explanation: 'They are part of the language, and no platform computes them yet. A model would silently lack them.',
    example: {
      wrong: 'featureViews: { airport_weather: { onDemand: { cold: { expression: temp < 0, type: bool } } } }',
      right: 'featureViews: { airport_weather: { features: { cold: { expression: temp < 0 } } } }',
    },
  },
  AF6101: {
    severity: 'error',
    title: 'One machine: data elsewhere',
    explanation: 'The embedded platform reads parquet, csv and json files of the repository.',
    example: {
      wrong: 'sources: { flights: { format: postgres, path: public.flights } }',
      right: 'sources: { flights: { format: parquet, path: data/flights.parquet } }',
    },
  },
  AF6102: {
    severity: 'error',
    title: 'One machine: task',
    explanation: 'Ranking and forecasting are not trained yet.',
    example: {
      wrong:
        'datasets: { departures: { label: { expression: arr_delay, type: float64 } } }\nmodels: { late-arrival: { task: forecasting, gates: { metrics: [] } } }',
      right:
        'datasets: { departures: { label: { expression: arr_delay, type: float64 } } }\nmodels: { late-arrival: { task: regression, gates: { metrics: [] } } }',
    },
  },
  AF6103: {
    severity: 'error',
    title: 'One machine: containers',
    explanation: 'A trainer in a container needs something that runs containers.',
    example: {
      wrong: 'models: { late: { task: binary_classification, dataset: departures, trainer: { runtime: container, image: train } } }',
      right:
        'models: { late: { task: binary_classification, dataset: departures, trainer: { runtime: command, command: [python3, train.py] } } }',
    },
  },
  AF6104: {
    severity: 'error',
    title: 'One machine: several nodes',
    explanation: 'There is one node.',
    example: {
      wrong:
        'models: { late: { task: binary_classification, dataset: departures, trainer: { runtime: command, command: [python3, train.py], numNodes: 2 } } }',
      right:
        'models: { late: { task: binary_classification, dataset: departures, trainer: { runtime: command, command: [python3, train.py] } } }',
    },
  },
  AF6107: {
    severity: 'error',
    title: 'One machine: pipeline',
    explanation: 'Stages run when what they depend on changes, and on the models’ own schedules.',
    example: { wrong: 'pipeline: { engine: airflow }', right: 'pipeline: { engine: jobs }' },
  },
  AF6108: {
    severity: 'error',
    title: 'One machine: actions of a source',
    explanation: 'An expectation of a source stops a run or warns. Actions follow from what a monitor finds in live traffic.',
    example: {
      wrong: 'sources: { flights: { expectations: [ { expect: not_null, columns: [carrier], actions: [retrain] } ] } }',
      right: 'sources: { flights: { expectations: [ { expect: not_null, columns: [carrier], severity: warn } ] } }',
    },
  },
  AF6109: {
    severity: 'warning',
    title: 'One machine: old logs',
    explanation: 'Nothing removes logs of requests yet.',
    example: {
      wrong: 'endpoints: { delay-api: { logger: { retention: 30d } } }',
      right: 'endpoints: { delay-api: { logger: { sampleRate: 10% } } }',
    },
  },
  AF6110: {
    severity: 'error',
    title: 'One machine: endpoints that are switched off',
    explanation: 'A monitor can alert, retrain and roll back.',
    example: {
      wrong: 'monitors: { delay-drift: { drift: [ { columns: "*", method: psi, threshold: 0.2, actions: [disable] } ] } }',
      right: 'monitors: { delay-drift: { drift: [ { columns: "*", method: psi, threshold: 0.2, actions: [rollback] } ] } }',
    },
  },
  AF6111: {
    severity: 'error',
    title: 'One machine: another place for artifacts',
    explanation: 'Artifacts are kept in .aifactory, beside what is known of them.',
    example: { wrong: 'platform: { artifactStore: "s3://models" }', right: 'platform: { namespace: ml }' },
  },
  AF6112: {
    severity: 'error',
    title: 'One machine: notifications',
    explanation: 'Events are posted to webhooks, to Slack, and to GitHub, whose channel is OWNER/REPOSITORY. There is no mail server.',
    example: {
      wrong: 'notifications: [ { to: email, on: [drift], secretRef: { name: mail, key: url } } ]',
      right: 'notifications: [ { to: webhook, on: [drift], secretRef: { name: hook, key: url } } ]',
    },
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
