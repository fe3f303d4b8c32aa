import type { CodeEntry } from '../codes.js'

/** AF4xxx about data, features and models: each part fits, and together they make no sense. Examples are parts of spec. */
export const MODELS = {
  AF4001: {
    severity: 'error',
    title: 'Aggregate without a window, or a window without an aggregate',
    explanation: 'An aggregate is over the rows of a window; without one it would be over all of history, which serving cannot compute.',
    example: {
      wrong: 'featureViews: { carrier_history: { features: { mean_delay: { aggregate: mean, column: arr_delay } } } }',
      right: 'featureViews: { carrier_history: { features: { mean_delay: { aggregate: mean, column: arr_delay, window: 7d } } } }',
    },
  },
  AF4002: {
    severity: 'error',
    title: 'Aggregate of nothing',
    explanation: 'Only a count needs no column: it counts rows.',
    example: {
      wrong: 'featureViews: { carrier_history: { features: { mean_delay: { aggregate: mean, window: 7d } } } }',
      right: 'featureViews: { carrier_history: { features: { flights: { aggregate: count, window: 7d } } } }',
    },
  },
  AF4003: {
    severity: 'error',
    title: 'Column and expression',
    explanation: 'A feature is one or the other.',
    example: {
      wrong: 'featureViews: { airport_weather: { features: { temp: { column: temp, expression: temp * 2 } } } }',
      right: 'featureViews: { airport_weather: { features: { temp: { expression: temp * 2 } } } }',
    },
  },
  AF4004: {
    severity: 'error',
    title: 'Window longer than the ttl',
    explanation: 'Rows older than the ttl may not be used, so a longer window is never full.',
    example: {
      wrong: 'featureViews: { carrier_history: { ttl: 7d, features: { mean_delay_7d: { window: 30d } } } }',
      right: 'featureViews: { carrier_history: { ttl: 30d, features: { mean_delay_7d: { window: 30d } } } }',
    },
  },
  AF4005: {
    severity: 'error',
    title: 'The label is an input',
    explanation: 'A column that the label is made of is sent with the request. Nobody has it then, and the model would learn nothing else.',
    example: {
      wrong: 'datasets: { departures: { request: [distance, arr_delay] } }',
      right: 'datasets: { departures: { request: [distance] } }',
    },
  },
  AF4006: {
    severity: 'error',
    title: 'A feature sees labels too early',
    explanation:
      'A feature is made of the label’s own columns, and its source does not say when they became known. Values would be used from the time of the event, before the outcome is there.',
    example: {
      wrong:
        'sources: { orders: { format: csv, path: orders.csv, timestampField: at, schema: { at: timestamp, carrier: string, paid: bool, sum: float64 } } }\n' +
        'featureViews: { customer: { entities: [carrier], source: orders, online: true, features: { paid_7d: { aggregate: mean, column: paid, window: 7d } } } }\n' +
        'datasets: { orders: { source: orders, label: { column: paid, type: bool }, request: [sum], features: ["customer:*"] } }',
      right:
        'sources: { orders: { format: csv, path: orders.csv, timestampField: at, createdTimestampField: paid_at, schema: { at: timestamp, paid_at: timestamp, carrier: string, paid: bool, sum: float64 } } }\n' +
        'featureViews: { customer: { entities: [carrier], source: orders, online: true, features: { paid_7d: { aggregate: mean, column: paid, window: 7d } } } }\n' +
        'datasets: { orders: { source: orders, label: { column: paid, type: bool }, request: [sum], features: ["customer:*"] } }',
    },
  },
  AF4007: {
    severity: 'error',
    title: 'No event time',
    explanation: 'Features as they were known, splits by time, windows and freshness need to know when each event happened.',
    example: {
      wrong:
        'sources: { orders: { format: csv, path: orders.csv, schema: { paid: bool, sum: float64 } } }\ndatasets: { orders: { source: orders, label: { column: paid }, request: [sum], split: { by: time } } }',
      right:
        'sources: { orders: { format: csv, path: orders.csv, timestampField: at, schema: { at: timestamp, paid: bool, sum: float64 } } }\ndatasets: { orders: { source: orders, label: { column: paid }, request: [sum], split: { by: time } } }',
    },
  },
  AF4008: {
    severity: 'error',
    title: 'A split without rows',
    explanation: 'Without held-out rows nothing can be measured; without training rows nothing can be learned.',
    example: {
      wrong: 'datasets: { departures: { split: { test: 90%, validation: 10% } } }',
      right: 'datasets: { departures: { split: { test: 20%, validation: 10% } } }',
    },
  },
  AF4009: {
    severity: 'error',
    title: 'Field of another split',
    explanation: 'A group split has a column, a split by time may have a gap; elsewhere they have no effect.',
    example: {
      wrong: 'datasets: { departures: { split: { by: random, gap: 1d } } }',
      right: 'datasets: { departures: { split: { by: random, seed: 7 } } }',
    },
  },
  AF4010: {
    severity: 'error',
    title: 'Least above most',
    explanation: 'Nothing lies between min and max.',
    example: {
      wrong: 'sources: { flights: { expectations: [ { expect: between, column: distance, min: 6000, max: 10 } ] } }',
      right: 'sources: { flights: { expectations: [ { expect: between, column: distance, min: 10, max: 6000 } ] } }',
    },
  },
  AF4011: {
    severity: 'error',
    title: 'Impossible limit',
    explanation: 'No value of the metric is within the limit, so nothing would ever pass.',
    example: {
      wrong: 'models: { late-arrival: { gates: { metrics: [ { metric: roc_auc, min: 65 } ] } } }',
      right: 'models: { late-arrival: { gates: { metrics: [ { metric: roc_auc, min: 0.65 } ] } } }',
    },
  },
  AF4012: {
    severity: 'warning',
    title: 'Limit without effect',
    explanation: 'Every value of the metric is within the limit.',
    example: {
      wrong: 'models: { late-arrival: { gates: { metrics: [ { metric: roc_auc, min: 0 } ] } } }',
      right: 'models: { late-arrival: { gates: { metrics: [ { metric: roc_auc, min: 0.65 } ] } } }',
    },
  },
  AF4013: {
    severity: 'error',
    title: 'Metric of another task',
    explanation: 'Ranking metrics need classes, errors in units need numbers.',
    example: {
      wrong: 'models: { late-arrival: { gates: { metrics: [ { metric: rmse, max: 10 } ] } } }',
      right: 'models: { late-arrival: { gates: { metrics: [ { metric: brier, max: 0.2 } ] } } }',
    },
  },
  AF4014: {
    severity: 'error',
    title: 'Label of another task',
    explanation: 'The declared type of the label cannot be what the task predicts.',
    example: {
      wrong: 'datasets: { departures: { label: { expression: arr_delay, type: float64 } } }',
      right: 'datasets: { departures: { label: { expression: arr_delay > 15, type: bool } } }',
    },
  },
  AF4015: {
    severity: 'error',
    title: 'Comparison with nothing',
    explanation: 'A difference, ratio or confidence is about the version that serves, and versus is not given.',
    example: {
      wrong: 'models: { late-arrival: { gates: { metrics: [ { metric: roc_auc, min: 0.6, minDelta: 0.01 } ] } } }',
      right: 'models: { late-arrival: { gates: { metrics: [ { metric: roc_auc, versus: champion, minDelta: 0.01 } ] } } }',
    },
  },
  AF4030: {
    severity: 'error',
    title: 'Budget without a limit',
    explanation: 'A budget names runs, GPU-hours or both.',
    example: {
      wrong: 'models: { late-arrival: { retrain: { budget: { per: 30d } } } }',
      right: 'models: { late-arrival: { retrain: { budget: { runs: 4, per: 30d } } } }',
    },
  },
  AF4033: {
    severity: 'error',
    title: 'Registered twice',
    explanation: 'Two models would write versions under one name, and each would take the other’s for its own.',
    example: {
      wrong:
        'models: { late: { task: binary_classification, dataset: departures, trainer: { runtime: tfjs }, registeredModel: late-arrival } }',
      right: 'models: { late: { task: binary_classification, dataset: departures, trainer: { runtime: tfjs }, registeredModel: late } }',
    },
  },
  AF4035: {
    severity: 'error',
    title: 'One alias for two',
    explanation: 'The version that serves and the one that is tried need different aliases.',
    example: {
      wrong: 'models: { late-arrival: { aliases: { champion: best, challenger: best } } }',
      right: 'models: { late-arrival: { aliases: { champion: best, challenger: next } } }',
    },
  },
  AF4036: {
    severity: 'error',
    title: 'Two inputs of one name',
    explanation: 'Inputs of a model are told apart by name alone, and prediction is the name of its output.',
    example: {
      wrong:
        'datasets: { departures: { request: [distance, origin], features: ["airport_weather:temp", "carrier_history:*"] } }\nfeatureViews: { carrier_history: { features: { temp: { aggregate: max, column: distance, window: 7d } } } }',
      right: 'datasets: { departures: { request: [distance, origin], features: ["airport_weather:temp", "carrier_history:*"] } }',
    },
  },
  AF4037: {
    severity: 'error',
    title: 'Nothing to learn from',
    explanation: 'A dataset has neither request columns nor features.',
    example: {
      wrong: 'datasets: { late: { source: flights, label: { expression: arr_delay > 15, type: bool } } }',
      right: 'datasets: { late: { source: flights, label: { expression: arr_delay > 15, type: bool }, request: [distance] } }',
    },
  },
  AF4041: {
    severity: 'error',
    title: 'Several nodes for the built-in trainer',
    explanation: 'It trains in one process; more nodes would be paid for and not used.',
    example: {
      wrong: 'models: { late-arrival: { trainer: { numNodes: 4 } } }',
      right: 'models: { late-arrival: { trainer: { numNodes: 1 } } }',
    },
  },
  AF4100: {
    severity: 'error',
    title: 'Limit on the wrong side',
    explanation: 'A difference between groups is best at 0 and has a max; a ratio is best at 1 and has a min.',
    example: {
      wrong: 'models: { late-arrival: { gates: { fairness: [ { column: origin, metric: demographic_parity_ratio, max: 0.8 } ] } } }',
      right: 'models: { late-arrival: { gates: { fairness: [ { column: origin, metric: demographic_parity_ratio, min: 0.8 } ] } } }',
    },
  },
  AF4101: {
    severity: 'error',
    title: 'A test that changes nothing',
    explanation:
      'A gate on robustness takes values away or adds noise; a test of behaviour compares predictions before and after a change.',
    example: {
      wrong: 'models: { late-arrival: { gates: { behaviour: [ { name: storms delay, expect: increases } ] } } }',
      right:
        'models: { late-arrival: { gates: { behaviour: [ { name: storms delay, change: { temp: { add: -20 } }, expect: increases } ] } } }',
    },
  },
  AF4102: {
    severity: 'error',
    title: 'Fields that do not fit what is expected',
    explanation:
      'between has min and max; increases, decreases and unchanged have by; rows are given, or chosen by where. A class of several neither rises nor falls.',
    example: {
      wrong: 'models: { late-arrival: { gates: { behaviour: [ { name: likely, rows: [ { distance: 500 } ], expect: between } ] } } }',
      right:
        'models: { late-arrival: { gates: { behaviour: [ { name: likely, rows: [ { distance: 500 } ], expect: between, max: 0.9 } ] } } }',
    },
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
