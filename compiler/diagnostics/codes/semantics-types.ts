import type { CodeEntry } from '../codes.js'

/** AF4xxx about columns whose type is not what they are used for. Examples are parts of spec. */
export const TYPES = {
  AF4054: {
    severity: 'error',
    title: 'Aggregate of what are no numbers',
    explanation: 'A mean, sum or standard deviation is of numbers, or of bools as 0 and 1.',
    example: {
      wrong: 'featureViews: { carrier_history: { features: { origins: { aggregate: mean, column: origin, window: 7d } } } }',
      right: 'featureViews: { carrier_history: { features: { origins: { aggregate: count_distinct, column: origin, window: 7d } } } }',
    },
  },
  AF4055: {
    severity: 'error',
    title: 'Time as an input',
    explanation:
      'Models take numbers, texts and bools. A time as it is would only tell new rows from old ones, and every later row would lie outside of what was learned.',
    example: {
      wrong: 'datasets: { departures: { request: [distance, time_hour] } }',
      right: 'featureViews: { airport_weather: { features: { hour: { expression: hour(time_hour) } } } }',
    },
  },
  AF4056: {
    severity: 'warning',
    title: 'Number taken for a bool',
    explanation: 'A label of type bool is an expression that gives a number, so every row whose value is not 0 counts as positive.',
    example: {
      wrong: 'datasets: { departures: { label: { expression: arr_delay + 0, type: bool } } }',
      right: 'datasets: { departures: { label: { expression: arr_delay > 15, type: bool } } }',
    },
  },
  AF4057: {
    severity: 'error',
    title: 'Label that is no bool',
    explanation: 'The label is declared as a bool, and its expression gives something that is not read as one.',
    example: {
      wrong: 'datasets: { departures: { label: { expression: carrier || origin, type: bool } } }',
      right: 'datasets: { departures: { label: { expression: "carrier = \'UA\'", type: bool } } }',
    },
  },
  AF4058: {
    severity: 'error',
    title: 'Label that the task cannot learn',
    explanation: 'The type of the label, which the data or its schema tells, is not one that the task predicts.',
    example: {
      wrong:
        'datasets: { by_carrier: { source: flights, label: { column: carrier }, request: [distance] } }\nmodels: { late-arrival: { dataset: by_carrier } }',
      right:
        'datasets: { by_carrier: { source: flights, label: { expression: "carrier = \'UA\'" }, request: [distance] } }\nmodels: { late-arrival: { dataset: by_carrier } }',
    },
  },
  AF4059: {
    severity: 'error',
    title: 'Range of what are no numbers',
    explanation: 'between and mean_between are about numbers. Of another column they fail whatever the data.',
    example: {
      wrong: 'sources: { flights: { expectations: [ { expect: between, column: carrier, min: 1, max: 9 } ] } }',
      right: 'sources: { flights: { expectations: [ { expect: in_set, column: carrier, values: [UA, AA] } ] } }',
    },
  },
  AF4060: {
    severity: 'warning',
    title: 'Pattern of what is no text',
    explanation: 'The pattern is matched with the values as they print, whose form is nobody’s promise.',
    example: {
      wrong: 'sources: { flights: { expectations: [ { expect: matches, column: distance, pattern: "^[0-9]+$" } ] } }',
      right: 'sources: { flights: { expectations: [ { expect: between, column: distance, min: 0 } ] } }',
    },
  },
  AF4061: {
    severity: 'error',
    title: 'Value that the column cannot have',
    explanation: 'A value of the set is of another type than the column, so that no row ever has it.',
    example: {
      wrong: 'sources: { flights: { expectations: [ { expect: in_set, column: distance, values: [100, far] } ] } }',
      right: 'sources: { flights: { expectations: [ { expect: in_set, column: distance, values: [100, 200] } ] } }',
    },
  },
  AF4062: {
    severity: 'warning',
    title: 'Value listed twice',
    explanation: 'A set has each value once; the other one was probably meant to be another value.',
    example: {
      wrong: 'sources: { flights: { expectations: [ { expect: in_set, column: origin, values: [EWR, JFK, EWR] } ] } }',
      right: 'sources: { flights: { expectations: [ { expect: in_set, column: origin, values: [EWR, JFK, LGA] } ] } }',
    },
  },
  AF4063: {
    severity: 'error',
    title: 'Drift of categories along a line',
    explanation: 'ks and wasserstein compare numbers by their order. Texts and bools have none.',
    example: {
      wrong: 'monitors: { delay-drift: { drift: [ { column: origin, method: wasserstein, threshold: 0.1 } ] } }',
      right: 'monitors: { delay-drift: { drift: [ { column: origin, method: jensen_shannon, threshold: 0.1 } ] } }',
    },
  },
  AF4064: {
    severity: 'warning',
    title: 'Slices by a measured number',
    explanation: 'Slices and groups need many rows each. A measured number or a time has nearly as many values as there are rows.',
    example: {
      wrong: 'models: { late-arrival: { evaluation: { slices: [distance] } } }',
      right: 'models: { late-arrival: { evaluation: { slices: [origin] } } }',
    },
  },
  AF4065: {
    severity: 'warning',
    title: 'Rows chosen by their outcome',
    explanation:
      'The filter uses a column of the label. The model then learns from, and is measured on, rows of a kind that nobody can pick when it serves, and looks better than it is.',
    example: {
      wrong: 'datasets: { departures: { filter: arr_delay < 300 } }',
      right: 'datasets: { departures: { filter: distance > 100 } }',
    },
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
