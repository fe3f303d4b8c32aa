import type { CodeEntry } from '../codes.js'

/** AF4xxx about SQL expressions, which are checked with DuckDB's own parser and binder. Examples are parts of spec. */
export const EXPRESSIONS = {
  AF4043: {
    severity: 'error',
    title: 'Not an SQL expression',
    explanation: 'The text cannot be parsed as one expression in DuckDB’s dialect. The place is where DuckDB stopped understanding it.',
    example: {
      wrong: 'datasets: { departures: { label: { expression: arr_delay > > 15, type: bool } } }',
      right: 'datasets: { departures: { label: { expression: arr_delay > 15, type: bool } } }',
    },
  },
  AF4044: {
    severity: 'error',
    title: 'Unknown function or type',
    explanation: 'DuckDB has no function or type of this name. Functions of extensions are not there either.',
    example: {
      wrong: 'datasets: { departures: { filter: absolute(arr_delay) < 600 } }',
      right: 'datasets: { departures: { filter: abs(arr_delay) < 600 } }',
    },
  },
  AF4045: {
    severity: 'error',
    title: 'Types that do not fit',
    explanation:
      'A comparison, a function or an operator is given values of types that it does not take, such as a time compared with a number. Types are those of the source’s schema, or of its data.',
    example: {
      wrong: 'datasets: { departures: { filter: time_hour > 2013 } }',
      right: 'datasets: { departures: { filter: year(time_hour) > 2013 } }',
    },
  },
  AF4046: {
    severity: 'error',
    title: 'Aggregate in the expression of a row',
    explanation:
      'An expression gives one value for each row. What is computed over many rows belongs into a feature with aggregate and window, which is right at every point in time; an aggregate over all rows would see the future.',
    example: {
      wrong: 'featureViews: { carrier_history: { features: { mean_delay: { expression: avg(arr_delay) } } } }',
      right: 'featureViews: { carrier_history: { features: { mean_delay: { aggregate: mean, column: arr_delay, window: 7d } } } }',
    },
  },
  AF4047: {
    severity: 'error',
    title: 'Query in an expression',
    explanation:
      'Sub-queries, *, parameters and functions that give several rows would read more than the row at hand, and could not be computed the same way when serving.',
    example: {
      wrong: 'datasets: { departures: { filter: distance < (SELECT max(distance) FROM flights) } }',
      right: 'datasets: { departures: { filter: distance < 6000 } }',
    },
  },
  AF4048: {
    severity: 'error',
    title: 'Depends on more than the row',
    explanation:
      'The time of day, random numbers, settings, users and sequences differ from run to run. The same data would give another dataset, another hash and another model, and nobody could repeat a run.',
    example: {
      wrong: 'datasets: { departures: { filter: random() < 0.1 } }',
      right: 'datasets: { departures: { filter: "hash(carrier, time_hour) % 10 = 0" } }',
    },
  },
  AF4049: {
    severity: 'warning',
    title: 'Comparison with NULL',
    explanation: 'Nothing is equal to NULL or differs from it: the comparison gives NULL for every row, which counts as false.',
    example: {
      wrong: 'datasets: { departures: { filter: arr_delay <> NULL } }',
      right: 'datasets: { departures: { filter: arr_delay IS NOT NULL } }',
    },
  },
  AF4050: {
    severity: 'error',
    title: 'Value of another type',
    explanation: 'A column of numbers, times or bools is compared with a text that cannot be read as one, which fails on the first row.',
    example: {
      wrong: 'datasets: { departures: { filter: "time_hour > \'June 2013\'" } }',
      right: 'datasets: { departures: { filter: "time_hour > \'2013-06-01\'" } }',
    },
  },
  AF4051: {
    severity: 'warning',
    title: 'Text compared with a number',
    explanation: 'DuckDB reads the text of each row as a number for it, and fails on the first one that is none.',
    example: {
      wrong: 'datasets: { departures: { filter: carrier = 9 } }',
      right: 'datasets: { departures: { filter: "carrier = \'9\'" } }',
    },
  },
  AF4052: {
    severity: 'warning',
    title: 'Expression without a column',
    explanation: 'It has the same value for every row, so it filters, predicts or tells nothing.',
    example: {
      wrong: "datasets: { departures: { filter: \"'arr_delay' <> ''\" } }",
      right: 'datasets: { departures: { filter: arr_delay IS NOT NULL } }',
    },
  },
  AF4053: {
    severity: 'error',
    title: 'No condition',
    explanation: 'A filter, or the expression of an expectation, says of each row whether it is meant: it must be a bool.',
    example: {
      wrong: 'datasets: { departures: { filter: arr_delay + 15 } }',
      right: 'datasets: { departures: { filter: arr_delay + 15 > 0 } }',
    },
  },
} as const satisfies Readonly<Record<string, CodeEntry>>

export type SqlCode = keyof typeof EXPRESSIONS
