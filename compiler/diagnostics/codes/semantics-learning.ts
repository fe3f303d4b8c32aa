import type { CodeEntry } from '../codes.js'

/** AF4xxx about splits, trainers and gates that cannot do what they say. Examples are parts of spec. */
export const LEARNING = {
  AF4112: {
    severity: 'warning',
    title: 'Weights of classes without classes',
    explanation: 'Numbers have no classes that could count the same.',
    example: {
      wrong:
        'datasets: { delays: { source: flights, label: { column: arr_delay }, request: [distance] } }\nmodels: { delay: { task: regression, dataset: delays, trainer: { runtime: tfjs, parameters: { classWeights: balanced } } } }',
      right:
        'datasets: { delays: { source: flights, label: { column: arr_delay }, request: [distance] } }\nmodels: { delay: { task: regression, dataset: delays, trainer: { runtime: tfjs } } }',
    },
  },
  AF4113: {
    severity: 'warning',
    title: 'Threshold without classes',
    explanation: 'A threshold divides probabilities into two classes, and the model predicts numbers.',
    example: {
      wrong:
        'datasets: { delays: { source: flights, label: { column: arr_delay }, request: [distance] } }\nmodels: { delay: { task: regression, dataset: delays, trainer: { runtime: tfjs }, evaluation: { threshold: 0.5 } } }',
      right:
        'datasets: { delays: { source: flights, label: { column: arr_delay }, request: [distance] } }\nmodels: { delay: { task: regression, dataset: delays, trainer: { runtime: tfjs } } }',
    },
  },
  AF4114: {
    severity: 'warning',
    title: 'Threshold with one side',
    explanation: 'A probability is at least 0, and hardly ever 1: all rows are on one side of the threshold.',
    example: {
      wrong: 'models: { late-arrival: { evaluation: { threshold: 1 } } }',
      right: 'models: { late-arrival: { evaluation: { threshold: 0.5 } } }',
    },
  },
  AF4115: {
    severity: 'warning',
    title: 'GPU beside a backend without one',
    explanation: 'The job waits for a GPU, pays for it, and computes on the processor.',
    example: {
      wrong: 'models: { late-arrival: { trainer: { parameters: { backend: wasm }, resourcesPerNode: { gpu: 1 } } } }',
      right: 'models: { late-arrival: { trainer: { parameters: { backend: gpu }, resourcesPerNode: { gpu: 1 } } } }',
    },
  },
  AF4116: {
    severity: 'warning',
    title: 'More GPUs than are used',
    explanation: 'The built-in trainer uses one GPU; the others are paid for and idle.',
    example: {
      wrong: 'models: { late-arrival: { trainer: { resourcesPerNode: { gpu: 4 } } } }',
      right: 'models: { late-arrival: { trainer: { resourcesPerNode: { gpu: 1 } } } }',
    },
  },
  AF4117: {
    severity: 'warning',
    title: 'Backend without its GPU',
    explanation: 'The backend computes on a GPU, and the job asks for none: in a cluster it gets none, and fails.',
    example: {
      wrong: 'models: { late-arrival: { trainer: { parameters: { backend: gpu } } } }',
      right: 'models: { late-arrival: { trainer: { parameters: { backend: gpu }, resourcesPerNode: { gpu: 1 } } } }',
    },
  },
  AF4118: {
    severity: 'warning',
    title: 'GPU of a server',
    explanation: 'Servers compute with ONNX Runtime on the processor. A GPU would be reserved and idle, on each replica.',
    example: {
      wrong: 'endpoints: { delay-api: { resources: { gpu: 1 } } }',
      right: 'endpoints: { delay-api: { resources: { cpu: 2 } } }',
    },
  },
  AF4119: {
    severity: 'warning',
    title: 'Dropout of a linear model',
    explanation: 'Dropout leaves hidden units out, and there are none.',
    example: {
      wrong: 'models: { late-arrival: { trainer: { parameters: { hidden: [], dropout: 0.2 } } } }',
      right: 'models: { late-arrival: { trainer: { parameters: { hidden: [32], dropout: 0.2 } } } }',
    },
  },
  AF4120: {
    severity: 'warning',
    title: 'Early stopping without validation',
    explanation: 'Training stops early by the loss on validation rows, and none are held out.',
    example: {
      wrong:
        'datasets: { departures: { split: { validation: 0% } } }\nmodels: { late-arrival: { trainer: { parameters: { patience: 2 } } } }',
      right:
        'datasets: { departures: { split: { validation: 10% } } }\nmodels: { late-arrival: { trainer: { parameters: { patience: 2 } } } }',
    },
  },
  AF4121: {
    severity: 'warning',
    title: 'Patience longer than training',
    explanation: 'Training has ended before it could stop early.',
    example: {
      wrong: 'models: { late-arrival: { trainer: { parameters: { epochs: 10, patience: 10 } } } }',
      right: 'models: { late-arrival: { trainer: { parameters: { epochs: 50, patience: 5 } } } }',
    },
  },
  AF4122: {
    severity: 'error',
    title: 'Fairness of what has no two classes',
    explanation:
      'Differences between groups are of the rates of a positive class. For other tasks they are not measured, and what is not measured does not pass.',
    example: {
      wrong:
        'datasets: { delays: { source: flights, label: { column: arr_delay }, request: [distance] } }\nmodels: { delay: { task: regression, dataset: delays, trainer: { runtime: tfjs }, gates: { fairness: [ { column: origin, metric: demographic_parity_difference, max: 0.2 } ] } } }',
      right:
        'datasets: { delays: { source: flights, label: { column: arr_delay }, request: [distance] } }\nmodels: { delay: { task: regression, dataset: delays, trainer: { runtime: tfjs }, gates: { metrics: [ { metric: rmse, max: 30, slice: { origin: JFK } } ] } } }',
    },
  },
  AF4123: {
    severity: 'warning',
    title: 'No difference allowed',
    explanation: 'Two groups of real rows always differ a little, so the gate never passes.',
    example: {
      wrong: 'models: { late-arrival: { gates: { fairness: [ { column: origin, metric: demographic_parity_difference, max: 0 } ] } } }',
      right: 'models: { late-arrival: { gates: { fairness: [ { column: origin, metric: demographic_parity_difference, max: 0.1 } ] } } }',
    },
  },
  AF4124: {
    severity: 'warning',
    title: 'Any difference allowed',
    explanation: 'Differences of rates are at most 1, so the gate always passes.',
    example: {
      wrong: 'models: { late-arrival: { gates: { fairness: [ { column: origin, metric: equal_opportunity_difference, max: 1 } ] } } }',
      right: 'models: { late-arrival: { gates: { fairness: [ { column: origin, metric: equal_opportunity_difference, max: 0.2 } ] } } }',
    },
  },
  AF4125: {
    severity: 'warning',
    title: 'Approver listed twice',
    explanation: 'A person counts once. Most often another one was meant.',
    example: {
      wrong: 'models: { late-arrival: { gates: { approval: { approvers: [ann@example.com, ann@example.com] } } } }',
      right: 'models: { late-arrival: { gates: { approval: { approvers: [ann@example.com, bob@example.com] } } } }',
    },
  },
  AF4126: {
    severity: 'error',
    title: 'More approvals than approvers',
    explanation: 'More people must approve than may, so that no version ever serves.',
    example: {
      wrong: 'models: { late-arrival: { gates: { approval: { approvers: [ann@example.com], count: 2 } } } }',
      right: 'models: { late-arrival: { gates: { approval: { approvers: [ann@example.com, bob@example.com], count: 2 } } } }',
    },
  },
  AF4127: {
    severity: 'warning',
    title: 'Gap shorter than the delay of labels',
    explanation:
      'When the test begins, rows shortly before it have no outcome yet. In training they have: the model learns from what nobody would know. A gap leaves them out; where the source has createdTimestampField, each row says itself when it became known.',
    example: {
      wrong:
        'sources: { orders: { format: csv, path: orders.csv, timestampField: at, schema: { at: timestamp, id: string, sum: float64, paid: bool } } }\ndatasets: { orders: { source: orders, label: { column: paid, type: bool }, request: [sum], split: { by: time, gap: 1h } } }\nmodels: { paid: { task: binary_classification, dataset: orders, trainer: { runtime: tfjs } } }\nendpoints: { paid-api: { model: paid, groundTruth: { source: orders, joinKey: [id], delay: 14d } } }',
      right:
        'sources: { orders: { format: csv, path: orders.csv, timestampField: at, schema: { at: timestamp, id: string, sum: float64, paid: bool } } }\ndatasets: { orders: { source: orders, label: { column: paid, type: bool }, request: [sum], split: { by: time, gap: 14d } } }\nmodels: { paid: { task: binary_classification, dataset: orders, trainer: { runtime: tfjs } } }\nendpoints: { paid-api: { model: paid, groundTruth: { source: orders, joinKey: [id], delay: 14d } } }',
    },
  },
  AF4128: {
    severity: 'warning',
    title: 'Random split of rows with a history',
    explanation:
      'Features over a window are nearly the same for neighbours in time. Spread over training and test, they make the test easier than the future is.',
    example: {
      wrong: 'datasets: { departures: { split: { by: random } } }',
      right: 'datasets: { departures: { split: { by: time } } }',
    },
  },
  AF4129: {
    severity: 'error',
    title: 'Gaps that leave nothing',
    explanation: 'The time that is left out between the parts of the split is as long as all of the dataset’s window.',
    example: {
      wrong: 'datasets: { departures: { window: 7d, split: { by: time, gap: 4d } } }',
      right: 'datasets: { departures: { window: 120d, split: { by: time, gap: 4d } } }',
    },
  },
  AF4130: {
    severity: 'warning',
    title: 'Name of a row as an input',
    explanation: 'A column that names each row has a value of its own in each: the model remembers rows in place of learning from them.',
    example: {
      wrong: 'sources: { flights: { schema: { flight_uuid: string } } }\ndatasets: { departures: { request: [distance, flight_uuid] } }',
      right: 'datasets: { departures: { request: [distance, origin] } }',
    },
  },
  AF4131: {
    severity: 'warning',
    title: 'Feature defined twice',
    explanation: 'Two features of one view have the same definition, and tell the model the same.',
    example: {
      wrong: 'featureViews: { airport_weather: { features: { wind: { column: wind_speed } } } }',
      right: 'featureViews: { airport_weather: { features: { wind: { expression: wind_speed * 1.6 } } } }',
    },
  },
  AF4132: {
    severity: 'warning',
    title: 'Spot machine without a second try',
    explanation: 'Interruptible machines are taken away at any time; with retries: 0 the run then fails for good.',
    example: {
      wrong: 'models: { late-arrival: { trainer: { spot: true, retries: 0 } } }',
      right: 'models: { late-arrival: { trainer: { spot: true, retries: 3 } } }',
    },
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
