import type { CodeEntry } from '../codes.js'

/** AF4xxx about serving, rolling out and watching. Examples are parts of spec. */
export const OPERATIONS = {
  AF4016: {
    severity: 'error',
    title: 'Weights that do not grow',
    explanation: 'A canary takes more traffic from step to step; one that takes less or the same is a mistake in the order.',
    example: {
      wrong: 'endpoints: { delay-api: { rollout: { steps: [ { setWeight: 50% }, { setWeight: 20% }, { analysis: health } ] } } }',
      right: 'endpoints: { delay-api: { rollout: { steps: [ { setWeight: 20% }, { setWeight: 50% }, { analysis: health } ] } } }',
    },
  },
  AF4017: {
    severity: 'error',
    title: 'Weight without shifting',
    explanation: 'A shadow answers nobody, blueGreen answers all at once, and an A/B test keeps the share with which it began.',
    example: {
      wrong: 'endpoints: { delay-api: { rollout: { strategy: shadow, steps: [ { setWeight: 20% }, { analysis: health } ] } } }',
      right: 'endpoints: { delay-api: { rollout: { strategy: shadow, steps: [ { mirror: 100% }, { analysis: health } ] } } }',
    },
  },
  AF4018: {
    severity: 'error',
    title: 'Deadline before the end',
    explanation: 'The pauses alone take longer than the rollout may, so every rollout would fail.',
    example: {
      wrong: 'endpoints: { delay-api: { rollout: { deadline: 1h, steps: [ { setWeight: 5% }, { pause: 2h }, { analysis: health } ] } } }',
      right: 'endpoints: { delay-api: { rollout: { deadline: 1d, steps: [ { setWeight: 5% }, { pause: 2h }, { analysis: health } ] } } }',
    },
  },
  AF4019: {
    severity: 'warning',
    title: 'Unused analysis',
    explanation: 'No step runs it, so it checks nothing.',
    example: {
      wrong: 'endpoints: { delay-api: { rollout: { steps: [ { setWeight: 20% } ] } } }',
      right: 'endpoints: { delay-api: { rollout: { steps: [ { setWeight: 20% }, { analysis: health } ] } } }',
    },
  },
  AF4020: {
    severity: 'error',
    title: 'No outcomes',
    explanation: 'Quality on live traffic is measured on outcomes, and the endpoint does not say where they arrive.',
    example: {
      wrong:
        'endpoints: { open: { model: late-arrival } }\nmonitors: { open: { endpoint: open, performance: [ { metric: roc_auc, min: 0.6 } ] } }',
      right:
        'endpoints: { open: { model: late-arrival, groundTruth: { source: flights, joinKey: [carrier, time_hour] } } }\nmonitors: { open: { endpoint: open, performance: [ { metric: roc_auc, min: 0.6 } ] } }',
    },
  },
  AF4021: {
    severity: 'error',
    title: 'Nothing is logged',
    explanation: 'Monitors and analyses look at logged requests.',
    example: {
      wrong: 'endpoints: { delay-api: { logger: { mode: none } } }',
      right: 'endpoints: { delay-api: { logger: { sampleRate: 10% } } }',
    },
  },
  AF4022: {
    severity: 'error',
    title: 'Limit in another unit',
    explanation: 'Latencies are lengths of time; shares are percentages.',
    example: {
      wrong: 'endpoints: { delay-api: { rollout: { analysis: { health: { metrics: [ { metric: error_rate, max: 50ms } ] } } } } }',
      right: 'endpoints: { delay-api: { rollout: { analysis: { health: { metrics: [ { metric: error_rate, max: 1% } ] } } } } }',
    },
  },
  AF4023: {
    severity: 'error',
    title: 'No such evidence from this method',
    explanation:
      'psi, wasserstein, jensen_shannon, hellinger and l_infinity are distances: they take a threshold. chi_square is a test: it takes a pValue. ks takes either: its distance is the statistic D.',
    example: {
      wrong: 'monitors: { delay-drift: { drift: [ { column: distance, method: psi, pValue: 0.05 } ] } }',
      right: 'monitors: { delay-drift: { drift: [ { column: distance, method: psi, threshold: 0.2 } ] } }',
    },
  },
  AF4024: {
    severity: 'error',
    title: 'Correction without a p-value',
    explanation: 'Corrections for testing many columns are of p-values; a threshold has none.',
    example: {
      wrong: 'monitors: { delay-drift: { drift: [ { columns: "*", method: ks, threshold: 0.1, correction: bonferroni } ] } }',
      right: 'monitors: { delay-drift: { drift: [ { columns: "*", method: ks, pValue: 0.01, correction: bonferroni } ] } }',
    },
  },
  AF4025: {
    severity: 'error',
    title: 'Threshold out of reach',
    explanation: 'The distance is never above 1, so the rule never fires.',
    example: {
      wrong: 'monitors: { delay-drift: { drift: [ { column: distance, method: jensen_shannon, threshold: 10 } ] } }',
      right: 'monitors: { delay-drift: { drift: [ { column: distance, method: jensen_shannon, threshold: 0.1 } ] } }',
    },
  },
  AF4026: {
    severity: 'warning',
    title: 'Share of one column',
    explanation: 'One column has drifted or has not.',
    example: {
      wrong: 'monitors: { delay-drift: { drift: [ { column: distance, method: psi, threshold: 0.2, driftShare: 30% } ] } }',
      right: 'monitors: { delay-drift: { drift: [ { columns: "*", method: psi, threshold: 0.2, driftShare: 30% } ] } }',
    },
  },
  AF4027: {
    severity: 'warning',
    title: 'Outcomes come too late',
    explanation: 'When outcomes arrive after the window has passed, every check lacks evidence.',
    example: {
      wrong:
        'endpoints: { delay-api: { groundTruth: { delay: 30d } } }\nmonitors: { delay-drift: { performance: [ { metric: roc_auc, min: 0.6 } ] } }',
      right:
        'endpoints: { delay-api: { groundTruth: { delay: 30d } } }\nmonitors: { delay-drift: { current: { window: 60d }, performance: [ { metric: roc_auc, min: 0.6 } ] } }',
    },
  },
  AF4028: {
    severity: 'warning',
    title: 'Retraining is not allowed',
    explanation: 'A rule asks for retraining, and the model’s retrain does not let it.',
    example: {
      wrong: 'monitors: { delay-drift: { drift: [ { column: distance, method: psi, threshold: 0.2, actions: [retrain] } ] } }',
      right:
        'models: { late-arrival: { retrain: { onDrift: true } } }\nmonitors: { delay-drift: { drift: [ { column: distance, method: psi, threshold: 0.2, actions: [retrain] } ] } }',
    },
  },
  AF4029: {
    severity: 'warning',
    title: 'Nobody asks for retraining',
    explanation: 'The model allows it, but no rule has retrain among its actions.',
    example: {
      wrong: 'models: { late-arrival: { retrain: { onDrift: true } } }',
      right:
        'models: { late-arrival: { retrain: { onDrift: true } } }\nmonitors: { delay-drift: { drift: [ { column: distance, method: psi, threshold: 0.2, actions: [retrain] } ] } }',
    },
  },
  AF4031: {
    severity: 'error',
    title: 'Fewest replicas above most',
    explanation: 'No number of replicas satisfies both.',
    example: {
      wrong: 'endpoints: { delay-api: { minReplicas: 4, maxReplicas: 2 } }',
      right: 'endpoints: { delay-api: { minReplicas: 2, maxReplicas: 4 } }',
    },
  },
  AF4032: {
    severity: 'error',
    title: 'Port used twice',
    explanation: 'Two servers of one machine cannot listen on one port.',
    example: {
      wrong: 'endpoints: { delay-api: { port: 8080 }, beta-api: { model: late-arrival, port: 8080 } }',
      right: 'endpoints: { delay-api: { port: 8080 }, beta-api: { model: late-arrival, port: 8081 } }',
    },
  },
  AF4034: {
    severity: 'error',
    title: 'Two default targets',
    explanation: 'Only one environment can be used when none is named.',
    example: {
      wrong: 'targets: { dev: { default: true }, prod: { default: true } }',
      right: 'targets: { dev: { default: true }, prod: {} }',
    },
  },
  AF4038: {
    severity: 'error',
    title: 'Served, but not online',
    explanation: 'A server looks features up by key, so their view must be kept online; otherwise every prediction would lack them.',
    example: {
      wrong: 'featureViews: { airport_weather: { online: false } }',
      right: 'featureViews: { airport_weather: { online: true } }',
    },
  },
  AF4039: {
    severity: 'error',
    title: 'Schedule that never comes round',
    explanation:
      'A field is out of range, or no month has such a day. Fields are those of POSIX crontab, with names and steps; times are UTC.',
    example: {
      wrong: 'models: { late-arrival: { retrain: { schedule: "0 25 * * *" } } }',
      right: 'models: { late-arrival: { retrain: { schedule: "0 3 1 * *" } } }',
    },
  },
  AF4040: {
    severity: 'warning',
    title: 'Unused',
    explanation: 'Nothing refers to it. Most often a reference was forgotten or misspelt.',
    example: {
      wrong: 'entities: { customer: { joinKeys: [carrier] } }',
      right: 'entities: { carrier: { joinKeys: [carrier] } }',
    },
  },
  AF4195: {
    severity: 'warning',
    title: 'Unused variable',
    explanation:
      'No value of any target refers to the variable, so giving it another value changes nothing. Most often a value was written out where it was meant. Variables of files outside of the factory’s folder are left out: others may use them.',
    example: {
      wrong: 'variables: { history: 30d }',
      right: 'variables: { history: 30d }\nfeatureViews: { carrier_history: { ttl: "${var.history}" } }',
    },
  },
  AF4042: {
    severity: 'error',
    title: 'Token without a secret',
    explanation: 'A bearer token is compared with a secret, and none is named.',
    example: {
      wrong: 'endpoints: { delay-api: { auth: { type: bearer } } }',
      right: 'endpoints: { delay-api: { auth: { type: bearer, secretRef: { name: delay-api, key: token } } } }',
    },
  },
  AF4190: {
    severity: 'error',
    title: 'Confidence where no interval is known',
    explanation:
      'With confidence, an analysis holds an interval against its limits that is right at all looks together. There is one for means over rows, ROC AUC, error rates and latencies; ratios are for the last two; and nothing is known with 0% or 100%.',
    example: {
      wrong:
        'endpoints: { delay-api: { rollout: { steps: [ { mirror: 100% }, { analysis: parity } ], analysis: { parity: { metrics: [ { metric: prediction_psi, max: 0.1, confidence: 95% } ] } } } } }',
      right:
        'endpoints: { delay-api: { rollout: { steps: [ { mirror: 100% }, { analysis: parity } ], analysis: { parity: { metrics: [ { metric: error_rate, max: 1%, confidence: 95% } ] } } } } }',
    },
  },
  AF4191: {
    severity: 'error',
    title: 'Test without a decision',
    explanation:
      'An A/B test ends when an interval says which version is better. It needs a share for the new version, and behind that an analysis with a metric that is compared with the champion under a confidence, so that looking often does no harm.',
    example: {
      wrong: 'endpoints: { delay-api: { rollout: { strategy: ab, steps: [ { setWeight: 50% }, { analysis: health } ] } } }',
      right:
        'endpoints: { delay-api: { rollout: { strategy: ab, stickiness: { input: carrier }, steps: [ { setWeight: 50% }, { analysis: better } ], analysis: { better: { metrics: [ { metric: brier, versus: champion, confidence: 95%, minSamples: 2000 } ] } } } } }',
    },
  },
  AF4192: {
    severity: 'error',
    title: 'Answers of one version only',
    explanation:
      'Predictions are compared row by row where both versions answered the same requests, and that is so while requests are mirrored.',
    example: {
      wrong:
        'endpoints: { delay-api: { rollout: { steps: [ { setWeight: 5% }, { analysis: churn } ], analysis: { churn: { metrics: [ { metric: prediction_churn, max: 10% } ] } } } } }',
      right:
        'endpoints: { delay-api: { rollout: { steps: [ { mirror: 100% }, { analysis: churn } ], analysis: { churn: { metrics: [ { metric: prediction_churn, max: 10% } ] } } } } }',
    },
  },
  AF4193: {
    severity: 'error',
    title: 'Champion without requests',
    explanation:
      'Once the new version answers everything, nothing is measured of the one before, so that a comparison would wait for ever.',
    example: {
      wrong:
        'endpoints: { delay-api: { rollout: { strategy: blueGreen, steps: [ { setWeight: 100% }, { analysis: errors } ], analysis: { errors: { metrics: [ { metric: error_rate, versus: champion, maxRatio: 1.1 } ] } } } } }',
      right:
        'endpoints: { delay-api: { rollout: { strategy: blueGreen, steps: [ { setWeight: 100% }, { analysis: errors } ], analysis: { errors: { metrics: [ { metric: error_rate, max: 1% } ] } } } } }',
    },
  },
  AF4194: {
    severity: 'error',
    title: 'Comparison that is not defined',
    explanation:
      'Churn is about classes and a difference of predictions about numbers; both are comparisons with the champion, and only they are measured apart for the values of an input.',
    example: {
      wrong:
        'endpoints: { delay-api: { rollout: { steps: [ { mirror: 100% }, { analysis: a } ], analysis: { a: { metrics: [ { metric: error_rate, max: 1%, by: origin } ] } } } } }',
      right:
        'endpoints: { delay-api: { rollout: { steps: [ { mirror: 100% }, { analysis: a } ], analysis: { a: { metrics: [ { metric: prediction_churn, max: 10%, by: origin } ] } } } } }',
    },
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
