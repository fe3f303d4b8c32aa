import type { CodeEntry } from '../codes.js'

/** AF62xx: what a tool that a factory is rendered for does not honour; told by `render --backend`. Examples are parts of spec. */
export const TOOLS = {
  AF6201: {
    severity: 'error',
    title: 'Alertmanager: ways to tell',
    explanation: 'Alertmanager writes to Slack and to webhooks with what the file says. It needs a mail server, and knows no repository.',
    example: {
      wrong: 'notifications: [ { to: email, on: [drift], channel: ops@example.com, secretRef: { name: mail, key: password } } ]',
      right: 'notifications: [ { to: slack, on: [drift], secretRef: { name: slack, key: url } } ]',
    },
  },
  AF6202: {
    severity: 'warning',
    title: 'Alertmanager: no address',
    explanation: 'The address to write to is a secret, which Alertmanager reads from a file.',
    example: {
      wrong: 'notifications: [ { to: slack, on: [drift] } ]',
      right: 'notifications: [ { to: slack, on: [drift], secretRef: { name: slack, key: url } } ]',
    },
  },
  AF6211: {
    severity: 'error',
    title: 'Great Expectations: SQL',
    explanation: 'Data frames are asked no SQL. Pandera is handed such an expectation with DuckDB.',
    example: {
      wrong: 'sources: { flights: { expectations: [ { expect: sql, expression: arr_delay < 2000 } ] } }',
      right: 'sources: { flights: { expectations: [ { expect: between, column: arr_delay, max: 2000 } ] } }',
    },
  },
  AF6212: {
    severity: 'error',
    title: 'Expectations in Python: a pattern',
    explanation: 'DuckDB matches by RE2, Python by its own rules. Where a sign means different things in the two, verdicts would differ.',
    example: {
      wrong: 'sources: { flights: { expectations: [ { expect: matches, column: carrier, pattern: "^[[:upper:]]+$" } ] } }',
      right: 'sources: { flights: { expectations: [ { expect: matches, column: carrier, pattern: "^[A-Z]+$" } ] } }',
    },
  },
  AF6213: {
    severity: 'error',
    title: 'Tools in Python: data elsewhere',
    explanation: 'The modules that are rendered read parquet, csv and json files below the folder that they are given.',
    example: {
      wrong: 'sources: { flights: { format: postgres, path: public.flights } }',
      right: 'sources: { flights: { format: parquet, path: data/flights.parquet } }',
    },
  },
  AF6241: {
    severity: 'error',
    title: 'Pipelines: data elsewhere',
    explanation: 'Tasks read parquet, csv and json files of their checkout.',
    example: {
      wrong: 'sources: { flights: { format: postgres, path: public.flights } }',
      right: 'sources: { flights: { format: parquet, path: data/flights.parquet } }',
    },
  },
  AF6242: {
    severity: 'error',
    title: 'Pipelines: training',
    explanation: 'A task trains by the runtime that it has, or by a program, on one node.',
    example: {
      wrong: 'models: { late: { task: binary_classification, dataset: departures, trainer: { runtime: container, image: train } } }',
      right:
        'models: { late: { task: binary_classification, dataset: departures, trainer: { runtime: command, command: [python3, train.py] } } }',
    },
  },
  AF6243: {
    severity: 'error',
    title: 'Pipelines: approval',
    explanation: 'Gates are held as a task ends, and there is nobody to wait for.',
    example: {
      wrong: 'models: { late-arrival: { gates: { approval: { approvers: [ops], count: 1 } } } }',
      right: 'models: { late-arrival: { gates: { latency: { p99: 20ms } } } }',
    },
  },
  AF6244: {
    severity: 'error',
    title: 'DVC: what starts a pipeline',
    explanation: 'DVC runs when it is called. A schedule is warned about; another engine and catching up are refused.',
    example: {
      wrong: 'pipeline: { engine: argo }',
      right: 'pipeline: { engine: jobs }',
    },
  },
  AF6251: {
    severity: 'error',
    title: 'Airflow: another engine',
    explanation: 'The file says that something else runs its pipeline.',
    example: {
      wrong: 'pipeline: { engine: argo }',
      right: 'pipeline: { engine: airflow }',
    },
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
