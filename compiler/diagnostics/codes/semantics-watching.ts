import type { CodeEntry } from '../codes.js'

/** AF4xxx about monitors, retraining, schedules and budgets. Examples are parts of spec. */
export const WATCHING = {
  AF4088: {
    severity: 'warning',
    title: 'Drift threshold below the noise',
    explanation:
      'Two windows of the same data are never quite alike. Without drift, PSI is about (1/n + 1/m) times chi-square of bins - 1: with ten bins its 95th percentile is 0.34 for two windows of 100 rows, and 0.034 for 1,000. A threshold below that says nothing; the message gives the value for the rule’s own window. The same is worked out for Jensen-Shannon, Hellinger and Kolmogorov-Smirnov.',
    example: {
      wrong: 'monitors: { delay-drift: { current: { minSamples: 50 }, drift: [ { column: distance, method: psi, threshold: 0.1 } ] } }',
      right: 'monitors: { delay-drift: { current: { minSamples: 1000 }, drift: [ { column: distance, method: psi, threshold: 0.1 } ] } }',
    },
  },
  AF4089: {
    severity: 'warning',
    title: 'Many tests without a correction',
    explanation: 'Each column is below a p-value of 0.05 in one of twenty checks by chance. Of many columns, some always are.',
    example: {
      wrong: 'monitors: { delay-drift: { drift: [ { columns: "*", method: ks, pValue: 0.05 } ] } }',
      right: 'monitors: { delay-drift: { drift: [ { columns: "*", method: ks, pValue: 0.05, correction: benjamini_hochberg } ] } }',
    },
  },
  AF4090: {
    severity: 'warning',
    title: 'Windows that overlap',
    explanation: 'The earlier window holds rows of the current one, which makes the two alike.',
    example: {
      wrong: 'monitors: { delay-drift: { reference: { window: 30d, offset: 1d }, current: { window: 7d } } }',
      right: 'monitors: { delay-drift: { reference: { window: 30d, offset: 7d }, current: { window: 7d } } }',
    },
  },
  AF4091: {
    severity: 'warning',
    title: 'Requests deleted before they are looked at',
    explanation: 'The log of the endpoint is kept for less time than a monitor looks back, with the delay of outcomes where it needs them.',
    example: {
      wrong: 'endpoints: { delay-api: { logger: { retention: 3d } } }\nmonitors: { delay-drift: { current: { window: 7d } } }',
      right: 'endpoints: { delay-api: { logger: { retention: 30d } } }\nmonitors: { delay-drift: { current: { window: 7d } } }',
    },
  },
  AF4092: {
    severity: 'warning',
    title: 'Checks further apart than their window',
    explanation:
      'Each check looks back one window. Traffic between the end of one check and the beginning of the next window is never seen.',
    example: {
      wrong: 'monitors: { delay-drift: { schedule: "0 0 1 * *", current: { window: 7d } } }',
      right: 'monitors: { delay-drift: { schedule: "0 0 * * 1", current: { window: 7d } } }',
    },
  },
  AF4093: {
    severity: 'warning',
    title: 'Cooldown without effect',
    explanation: 'The cooldown is over before the rule can fire again.',
    example: {
      wrong: 'monitors: { delay-drift: { schedule: "0 0 * * *", cooldown: 6h } }',
      right: 'monitors: { delay-drift: { schedule: "0 0 * * *", cooldown: 3d } }',
    },
  },
  AF4094: {
    severity: 'warning',
    title: 'Count that is never reached',
    explanation:
      'A rule acts after so many checks in a row, and each new version starts the count again. Versions come more often than that.',
    example: {
      wrong:
        'models: { late-arrival: { retrain: { schedule: "0 3 * * 1" } } }\nmonitors: { delay-drift: { drift: [ { columns: "*", method: psi, threshold: 0.2, for: 10 } ] } }',
      right:
        'models: { late-arrival: { retrain: { schedule: "0 3 * * 1" } } }\nmonitors: { delay-drift: { drift: [ { columns: "*", method: psi, threshold: 0.2, for: 2 } ] } }',
    },
  },
  AF4095: {
    severity: 'warning',
    title: 'Rollback because requests have changed',
    explanation:
      'An earlier version was trained on data that is older still, and gets the same requests. Rolling back helps against a bad version, not against a changed world.',
    example: {
      wrong: 'monitors: { delay-drift: { drift: [ { column: distance, method: psi, threshold: 0.2, actions: [rollback] } ] } }',
      right: 'monitors: { delay-drift: { drift: [ { column: prediction, method: psi, threshold: 0.2, actions: [rollback] } ] } }',
    },
  },
  AF4096: {
    severity: 'warning',
    title: 'Retraining without a bound',
    explanation:
      'Drift that lasts is found at every check. Without a budget and without a cooldown, each check trains and pays for a model.',
    example: {
      wrong:
        'models: { late-arrival: { retrain: { onDrift: true } } }\nmonitors: { delay-drift: { drift: [ { column: distance, method: psi, threshold: 0.2, actions: [retrain] } ] } }',
      right:
        'models: { late-arrival: { retrain: { onDrift: true, cooldown: 7d } } }\nmonitors: { delay-drift: { drift: [ { column: distance, method: psi, threshold: 0.2, actions: [retrain] } ] } }',
    },
  },
  AF4097: {
    severity: 'warning',
    title: 'Two monitors that ask for training',
    explanation: 'Both watch the same endpoint, and each has a cooldown and a budget of its own, so that one change asks twice.',
    example: {
      wrong:
        'models: { late-arrival: { retrain: { onDrift: true, cooldown: 7d } } }\nmonitors: { delay-drift: { drift: [ { column: distance, method: psi, threshold: 0.2, actions: [retrain] } ] }, other: { endpoint: delay-api, drift: [ { column: temp, method: psi, threshold: 0.2, actions: [retrain] } ] } }',
      right:
        'models: { late-arrival: { retrain: { onDrift: true, cooldown: 7d } } }\nmonitors: { delay-drift: { drift: [ { columns: [distance, temp], method: psi, threshold: 0.2, actions: [retrain] } ] } }',
    },
  },
  AF4098: {
    severity: 'warning',
    title: 'Monitor without rules',
    explanation: 'It runs by its schedule and looks at nothing.',
    example: {
      wrong: 'monitors: { empty: { endpoint: delay-api } }',
      right: 'monitors: { delay-drift: { quality: [ { expect: not_null, columns: [distance] } ] } }',
    },
  },
  AF4099: {
    severity: 'warning',
    title: 'Budget of nothing',
    explanation: 'A monitor’s budget bounds the training that it asks for, and none of its rules asks for any.',
    example: {
      wrong: 'monitors: { delay-drift: { budget: { runs: 2, per: 30d } } }',
      right:
        'models: { late-arrival: { retrain: { onDrift: true } } }\nmonitors: { delay-drift: { budget: { runs: 2, per: 30d }, drift: [ { column: distance, method: psi, threshold: 0.2, actions: [retrain] } ] } }',
    },
  },
  AF4180: {
    severity: 'warning',
    title: 'Notification of what never happens',
    explanation: 'Nothing in the file leads to such an event.',
    example: {
      wrong: 'notifications: [ { to: slack, on: [decay], secretRef: { name: slack, key: url } } ]',
      right: 'notifications: [ { to: slack, on: [drift], secretRef: { name: slack, key: url } } ]',
    },
  },
  AF4181: {
    severity: 'error',
    title: 'Notification without an address',
    explanation: 'Messages are posted to an address, which is a secret: it is named by secretRef, and none is.',
    example: {
      wrong: 'notifications: [ { to: slack, on: [drift], channel: "#ml" } ]',
      right: 'notifications: [ { to: slack, on: [drift], channel: "#ml", secretRef: { name: slack, key: url } } ]',
    },
  },
  AF4182: {
    severity: 'warning',
    title: 'Schedule beyond the budget',
    explanation: 'The schedule alone asks for more runs than the budget allows. The rest is refused, and so is training because of drift.',
    example: {
      wrong: 'models: { late-arrival: { retrain: { schedule: "0 3 * * *", budget: { runs: 4, per: 30d } } } }',
      right: 'models: { late-arrival: { retrain: { schedule: "0 3 1 * *", budget: { runs: 4, per: 30d } } } }',
    },
  },
  AF4103: {
    severity: 'warning',
    title: 'Cooldown longer than the schedule',
    explanation: 'Training is asked for again before the cooldown of the last run is over, and refused.',
    example: {
      wrong: 'models: { late-arrival: { retrain: { schedule: "0 3 * * *", cooldown: 7d } } }',
      right: 'models: { late-arrival: { retrain: { schedule: "0 3 1 * *", cooldown: 7d } } }',
    },
  },
  AF4104: {
    severity: 'warning',
    title: 'Budget out of reach',
    explanation: 'The cooldown alone allows no more runs than the budget does, so that the budget never refuses one.',
    example: {
      wrong: 'models: { late-arrival: { retrain: { cooldown: 10d, budget: { runs: 20, per: 30d } } } }',
      right: 'models: { late-arrival: { retrain: { cooldown: 1d, budget: { runs: 4, per: 30d } } } }',
    },
  },
  AF4105: {
    severity: 'warning',
    title: 'GPU-hours of a model without GPUs',
    explanation: 'No run uses a GPU, so that the budget is never used up and bounds nothing.',
    example: {
      wrong: 'models: { late-arrival: { retrain: { budget: { gpuHours: 10, per: 30d } } } }',
      right: 'models: { late-arrival: { retrain: { budget: { runs: 4, per: 30d } } } }',
    },
  },
  AF4106: {
    severity: 'warning',
    title: 'Run larger than its budget',
    explanation: 'A run that takes as long as it may uses more GPU-hours than all runs of the period together should.',
    example: {
      wrong:
        'models: { late-arrival: { trainer: { runtime: command, command: [python3, train.py], timeout: 6h, resourcesPerNode: { gpu: 4 } }, retrain: { budget: { gpuHours: 10, per: 30d } } } }',
      right:
        'models: { late-arrival: { trainer: { runtime: command, command: [python3, train.py], timeout: 1h, resourcesPerNode: { gpu: 4 } }, retrain: { budget: { gpuHours: 10, per: 30d } } } }',
    },
  },
  AF4107: {
    severity: 'warning',
    title: 'Trained once',
    explanation: 'Nothing trains the model again, not even a change of its definition: what the file says is not what serves.',
    example: {
      wrong: 'models: { late-arrival: { retrain: { onChange: false } } }',
      right: 'models: { late-arrival: { retrain: { onChange: false, schedule: "0 3 1 * *" } } }',
    },
  },
  AF4108: {
    severity: 'warning',
    title: 'Catching up without a schedule',
    explanation: 'catchup makes up for runs that a schedule missed, and there is none.',
    example: {
      wrong: 'pipeline: { catchup: true }',
      right: 'pipeline: { catchup: true, schedule: "0 3 * * *" }',
    },
  },
  AF4109: {
    severity: 'warning',
    title: 'Day of the month and day of the week',
    explanation: 'Where both are given, cron comes round on either: "0 3 1 * 1" is each first of the month, and each Monday.',
    example: {
      wrong: 'models: { late-arrival: { retrain: { schedule: "0 3 1 * 1" } } }',
      right: 'models: { late-arrival: { retrain: { schedule: "0 3 1 * *" } } }',
    },
  },
  AF4110: {
    severity: 'warning',
    title: 'Each minute of an hour',
    explanation: 'The first field is the minute. "* 3 * * *" is sixty times between 3:00 and 3:59, not once at 3:00.',
    example: {
      wrong: 'models: { late-arrival: { retrain: { schedule: "* 3 * * *" } } }',
      right: 'models: { late-arrival: { retrain: { schedule: "0 3 * * *" } } }',
    },
  },
  AF4111: {
    severity: 'warning',
    title: 'Values that expire before the next ones',
    explanation:
      'Online values may be used for the ttl, and are computed by the schedule. Where the ttl is shorter, servers find nothing in between.',
    example: {
      wrong: 'featureViews: { airport_weather: { ttl: 30m } }',
      right: 'featureViews: { airport_weather: { ttl: 2h } }',
    },
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
