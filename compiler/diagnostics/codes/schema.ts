import type { CodeEntry } from '../codes.js'

/** AF2xxx: YAML that does not fit the schema of the language. Examples are parts of spec. */
export const SCHEMA = {
  AF2001: {
    severity: 'error',
    title: 'Unknown field',
    explanation: 'A field that is not part of the language would be ignored, so it is refused. Most often it is a misspelling.',
    example: {
      wrong: 'endpoints: { delay-api: { minreplica: 2 } }',
      right: 'endpoints: { delay-api: { minReplicas: 2, maxReplicas: 2 } }',
    },
  },
  AF2002: {
    severity: 'error',
    title: 'Missing field',
    explanation: 'A field without a default is not given.',
    example: {
      wrong: 'sources: { orders: { path: data/orders.csv } }',
      right: 'sources: { orders: { format: csv, path: data/orders.csv } }',
    },
  },
  AF2003: {
    severity: 'error',
    title: 'Wrong kind of value',
    explanation: 'A number, text, list or map stands where another kind is expected. YAML 1.2 reads yes, no, on and off as text.',
    example: { wrong: 'featureViews: { airport_weather: { online: yes } }', right: 'featureViews: { airport_weather: { online: true } }' },
  },
  AF2004: {
    severity: 'error',
    title: 'Not one of the values',
    explanation: 'The field takes one of a few values.',
    example: {
      wrong: 'models: { late-arrival: { task: binary_clasification } }',
      right: 'models: { late-arrival: { task: binary_classification } }',
    },
  },
  AF2005: {
    severity: 'error',
    title: 'Wrong form',
    explanation: 'Durations, percentages, schedules and names have a form of their own.',
    example: { wrong: 'featureViews: { airport_weather: { ttl: 2 hours } }', right: 'featureViews: { airport_weather: { ttl: 2h } }' },
  },
  AF2006: {
    severity: 'error',
    title: 'Number out of range',
    explanation: 'The number is below the least or above the greatest that makes sense.',
    example: { wrong: 'endpoints: { delay-api: { port: 0 } }', right: 'endpoints: { delay-api: { port: 8080 } }' },
  },
  AF2007: {
    severity: 'error',
    title: 'Too few or too many',
    explanation: 'A list, map or text is empty where something is needed, or holds more than it may.',
    example: {
      wrong: 'endpoints: { delay-api: { rollout: { steps: [ { setWeight: 20%, pause: 1h } ] } } }',
      right: 'endpoints: { delay-api: { rollout: { steps: [ { setWeight: 20% }, { pause: 1h }, { analysis: health } ] } } }',
    },
  },
  AF2008: {
    severity: 'error',
    title: 'Listed twice',
    explanation: 'The same item stands in a list twice.',
    example: {
      wrong: 'datasets: { departures: { request: [distance, distance] } }',
      right: 'datasets: { departures: { request: [distance] } }',
    },
  },
  AF2009: {
    severity: 'error',
    title: 'Older version of the language',
    explanation: 'The file is in a version that came before. `aifactory migrate` changes its text to the current one.',
    example: {
      wrong: 'apiVersion: aifactory.dev/v1alpha1\nkind: AIFactory\nmetadata: { name: tiny }\nspec: {}\n',
      right: 'apiVersion: aifactory.dev/v1\nkind: AIFactory\nmetadata: { name: tiny }\nspec: {}\n',
      whole: true,
    },
  },
  AF2010: {
    severity: 'error',
    title: 'Cannot be migrated',
    explanation: 'What an older version calls otherwise is written in a way in which `aifactory migrate` cannot change it, or twice.',
  },
  AF2011: {
    severity: 'error',
    title: 'Fields that do not go together',
    explanation: 'Of some fields at least one is needed, of others at most one may be given.',
    example: {
      wrong: 'models: { late-arrival: { gates: { metrics: [ { metric: roc_auc } ] } } }',
      right: 'models: { late-arrival: { gates: { metrics: [ { metric: roc_auc, min: 0.6 } ] } } }',
    },
  },
  AF2012: {
    severity: 'warning',
    title: 'Deprecated field',
    explanation:
      'The field still does what it did, and goes in a later version. The suggestion says what takes its place, and `aifactory fix` puts it there. No field of v1 is deprecated today.',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
