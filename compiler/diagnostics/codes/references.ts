import type { CodeEntry } from '../codes.js'

/** AF3xxx: names that name nothing. Examples are parts of spec. */
export const REFERENCES = {
  AF3001: {
    severity: 'error',
    title: 'Unknown source',
    explanation: 'A view, dataset or ground truth names a source that is not in spec.sources.',
    example: { wrong: 'datasets: { departures: { source: fligths } }', right: 'datasets: { departures: { source: flights } }' },
  },
  AF3002: {
    severity: 'error',
    title: 'Unknown entity',
    explanation: 'A feature view names an entity that is not in spec.entities.',
    example: {
      wrong: 'featureViews: { airport_weather: { entities: [airprt] } }',
      right: 'featureViews: { airport_weather: { entities: [airport] } }',
    },
  },
  AF3003: {
    severity: 'error',
    title: 'Unknown feature view',
    explanation: 'A dataset joins features of a view that is not in spec.featureViews.',
    example: {
      wrong: 'datasets: { departures: { features: ["airport_wether:*"] } }',
      right: 'datasets: { departures: { features: ["airport_weather:*"] } }',
    },
  },
  AF3004: {
    severity: 'error',
    title: 'Unknown feature',
    explanation: 'The feature view is there, but has no feature of this name.',
    example: {
      wrong: 'datasets: { departures: { features: ["airport_weather:windspeed"] } }',
      right: 'datasets: { departures: { features: ["airport_weather:wind_speed"] } }',
    },
  },
  AF3005: {
    severity: 'error',
    title: 'Unknown dataset',
    explanation: 'A model learns from a dataset that is not in spec.datasets.',
    example: { wrong: 'models: { late-arrival: { dataset: departure } }', right: 'models: { late-arrival: { dataset: departures } }' },
  },
  AF3006: {
    severity: 'error',
    title: 'Unknown model',
    explanation: 'An endpoint serves a model that is not in spec.models.',
    example: { wrong: 'endpoints: { delay-api: { model: late-arival } }', right: 'endpoints: { delay-api: { model: late-arrival } }' },
  },
  AF3007: {
    severity: 'error',
    title: 'Unknown endpoint',
    explanation: 'A monitor watches an endpoint that is not in spec.endpoints.',
    example: { wrong: 'monitors: { delay-drift: { endpoint: delay-ap } }', right: 'monitors: { delay-drift: { endpoint: delay-api } }' },
  },
  AF3008: {
    severity: 'error',
    title: 'Unknown analysis',
    explanation: 'A step of a rollout names an analysis that is not in rollout.analysis.',
    example: {
      wrong: 'endpoints: { delay-api: { rollout: { steps: [ { setWeight: 20% }, { analysis: healthy } ] } } }',
      right: 'endpoints: { delay-api: { rollout: { steps: [ { setWeight: 20% }, { analysis: health } ] } } }',
    },
  },
  AF3009: {
    severity: 'error',
    title: 'Unknown column',
    explanation: 'A source has no such column, by its schema or by its data. SQL expressions are looked through as well.',
    example: {
      wrong: 'featureViews: { carrier_history: { features: { late: { expression: arr_dely > 15, aggregate: mean, window: 7d } } } }',
      right: 'featureViews: { carrier_history: { features: { late: { expression: arr_delay > 15, aggregate: mean, window: 7d } } } }',
    },
  },
  AF3010: { severity: 'error', title: 'Unknown target', explanation: 'The environment that was asked for is not in spec.targets.' },
  AF3011: {
    severity: 'error',
    title: 'Unknown variable',
    explanation:
      'A reference such as ${var.window}, a value in a target, in a file of values or on the command line is of a variable that is not in spec.variables.',
    example: {
      wrong: 'variables: { window: 30d }\ndatasets: { departures: { window: "${var.windw}" } }',
      right: 'variables: { window: 30d }\ndatasets: { departures: { window: "${var.window}" } }',
    },
  },
  AF3012: {
    severity: 'error',
    title: 'Override of nothing',
    explanation: 'A target overrides something that the spec does not have, so the override would be lost.',
    example: {
      wrong: 'targets: { prod: { endpoints: { delay-apis: { minReplicas: 1 } } } }',
      right: 'targets: { prod: { endpoints: { delay-api: { minReplicas: 1 } } } }',
    },
  },
  AF3013: {
    severity: 'error',
    title: 'Defined twice',
    explanation: 'Two files that include one another define the same thing, and one of them would be lost.',
    example: { wrong: 'include: [shared.yaml]', right: 'include: [airports.yaml]' },
  },
  AF3014: {
    severity: 'error',
    title: 'Outside the repository',
    explanation: 'What a commit does not hold cannot be reproduced from it, and may be nobody else’s to read.',
    example: {
      wrong: 'sources: { flights: { path: ../../etc/passwd } }',
      right: 'sources: { flights: { path: data/flights.csv } }',
    },
  },
  AF3015: {
    severity: 'error',
    title: 'Circular include',
    explanation: 'A file includes itself, directly or through others.',
    example: { wrong: 'include: [aifactory.yaml]', right: 'include: [airports.yaml]' },
  },
  AF3016: {
    severity: 'error',
    title: 'Included file missing',
    explanation: 'There is no such file beside the one that includes it, or none that a pattern such as features/*.yaml matches.',
    example: { wrong: 'include: [airport.yaml]', right: 'include: [airports.yaml]' },
  },
  AF3017: {
    severity: 'error',
    title: 'Variable without a value',
    explanation:
      'The variable has no default, and neither the target, a file of values, the environment nor the command line gives it a value.',
    example: {
      wrong: 'variables: { window: { description: History to learn from. } }\ndatasets: { departures: { window: "${var.window}" } }',
      right: 'variables: { window: { default: 30d } }\ndatasets: { departures: { window: "${var.window}" } }',
    },
  },
  AF3018: {
    severity: 'error',
    title: 'Variable defined by itself',
    explanation: 'The value of a variable refers to the variable, directly or through others.',
    example: {
      wrong: 'variables: { a: "${var.b}", b: "${var.a}" }\ndatasets: { departures: { window: "${var.a}" } }',
      right: 'variables: { a: "${var.b}", b: 30d }\ndatasets: { departures: { window: "${var.a}" } }',
    },
  },
  AF3019: {
    severity: 'error',
    title: 'No default target',
    explanation: 'The file has several targets, none is the default, and none was asked for.',
    example: { wrong: 'targets: { dev: {}, prod: {} }', right: 'targets: { dev: { default: true }, prod: {} }' },
  },
  AF3020: {
    severity: 'error',
    title: 'Not an input of the model',
    explanation: 'Monitors see what a model gets and gives: the request’s columns, its features, and prediction.',
    example: {
      wrong: 'monitors: { delay-drift: { drift: [ { column: distnace, method: psi, threshold: 0.2 } ] } }',
      right: 'monitors: { delay-drift: { drift: [ { column: distance, method: psi, threshold: 0.2 } ] } }',
    },
  },
  AF3021: {
    severity: 'error',
    title: 'Unknown queue',
    explanation: 'The platform lists its queues, and the trainer waits in another one.',
    example: {
      wrong: 'platform: { queues: [research] }\nmodels: { late-arrival: { trainer: { queueName: reserch } } }',
      right: 'platform: { queues: [research] }\nmodels: { late-arrival: { trainer: { queueName: research } } }',
    },
  },
  AF3030: {
    severity: 'error',
    title: 'Removal of nothing',
    explanation: 'A target removes, with $patch: delete, something that the spec does not have.',
    example: {
      wrong: 'targets: { dev: { monitors: { delay-drfit: { $patch: delete } } } }',
      right: 'targets: { dev: { monitors: { delay-drift: { $patch: delete } } } }',
    },
  },
  AF3031: {
    severity: 'error',
    title: 'Unknown patch',
    explanation: 'An override is merged unless its $patch says replace, to take the map as it is, or delete, to remove what is there.',
    example: {
      wrong: 'targets: { dev: { monitors: { delay-drift: { $patch: remove } } } }',
      right: 'targets: { dev: { monitors: { delay-drift: { $patch: delete } } } }',
    },
  },
  AF3032: {
    severity: 'error',
    title: 'Removed, and given',
    explanation: 'A map with $patch: delete removes what is there, so its other fields would be lost.',
    example: {
      wrong: 'targets: { dev: { monitors: { delay-drift: { $patch: delete, cooldown: 1h } } } }',
      right: 'targets: { dev: { monitors: { delay-drift: { cooldown: 1h } } } }',
    },
  },
  AF3033: {
    severity: 'error',
    title: 'Patch where nothing is overridden',
    explanation:
      '$patch belongs into what a target overrides. In the spec itself, in lists and in new fields there is nothing to replace or remove.',
    example: {
      wrong: 'monitors: { delay-drift: { $patch: replace } }',
      right: 'targets: { dev: { monitors: { delay-drift: { $patch: replace, endpoint: delay-api } } } }',
    },
  },
  AF3034: {
    severity: 'error',
    title: 'Override without a value',
    explanation:
      'An override is empty, as when all lines below a key are commented out. Whether it should remove what is there or keep it cannot be told.',
    example: {
      wrong: 'targets: { dev: { endpoints: { delay-api: { groundTruth: null } } } }',
      right: 'targets: { dev: { endpoints: { delay-api: { groundTruth: { $patch: delete } } } } }',
    },
  },
  AF3035: {
    severity: 'error',
    title: 'Not an assignment',
    explanation: 'A variable is given on the command line as --var name=value, and a field as --set path.to.field=value.',
  },
  AF3036: {
    severity: 'error',
    title: 'Not one value',
    explanation: 'A variable has one value: a text, a number, true or false. Lists and maps are set where they are used.',
  },
  AF3037: {
    severity: 'error',
    title: 'Not to be set',
    explanation: 'Variables, targets and includes decide what the document is, and have options of their own on the command line.',
  },
  AF3040: {
    severity: 'error',
    title: 'No such field',
    explanation: 'The path that is to be explained leads to nothing that the file has, nor to a field of the language.',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
