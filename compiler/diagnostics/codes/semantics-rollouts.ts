import type { CodeEntry } from '../codes.js'

/** AF4xxx about steps of rollouts, and limits on what is measured. Examples are parts of spec. */
export const ROLLOUTS = {
  AF4066: {
    severity: 'error',
    title: 'Analysis before any traffic',
    explanation: 'Nothing is mirrored or sent to the new version before the analysis, so it has no samples and never passes.',
    example: {
      wrong: 'endpoints: { delay-api: { rollout: { steps: [ { analysis: health }, { setWeight: 20% } ] } } }',
      right: 'endpoints: { delay-api: { rollout: { steps: [ { mirror: 100% }, { analysis: health }, { setWeight: 20% } ] } } }',
    },
  },
  AF4067: {
    severity: 'warning',
    title: 'Rollout without an analysis',
    explanation: 'Traffic is shifted step by step, and nothing looks at what happens: a bad version reaches everybody, only later.',
    example: {
      wrong: 'endpoints: { delay-api: { rollout: { steps: [ { setWeight: 20% }, { pause: 1h } ], analysis: {} } } }',
      right: 'endpoints: { delay-api: { rollout: { steps: [ { setWeight: 20% }, { pause: 1h }, { analysis: health } ] } } }',
    },
  },
  AF4068: {
    severity: 'error',
    title: 'Analyses longer than the deadline',
    explanation:
      'A metric is measured count times, an interval apart. Together with the pauses that takes longer than the rollout may, so that it fails whatever is measured.',
    example: {
      wrong:
        'endpoints: { delay-api: { rollout: { deadline: 1d, analysis: { health: { metrics: [ { metric: error_rate, max: 1%, interval: 6h, count: 10 } ] } } } } }',
      right:
        'endpoints: { delay-api: { rollout: { deadline: 7d, analysis: { health: { metrics: [ { metric: error_rate, max: 1%, interval: 6h, count: 10 } ] } } } } }',
    },
  },
  AF4069: {
    severity: 'error',
    title: 'Outcomes after the deadline',
    explanation: 'The analysis measures quality on outcomes, and the rollout has failed by its deadline before the first one arrives.',
    example: {
      wrong:
        'endpoints: { delay-api: { groundTruth: { delay: 30d }, rollout: { analysis: { health: { metrics: [ { metric: roc_auc, min: 0.6 } ] } } } } }',
      right:
        'endpoints: { delay-api: { groundTruth: { delay: 12h }, rollout: { analysis: { health: { metrics: [ { metric: roc_auc, min: 0.6 } ] } } } } }',
    },
  },
  AF4070: {
    severity: 'error',
    title: 'Analysis that gives up before outcomes arrive',
    explanation: 'inconclusiveLimit measurements without outcomes end the analysis, and outcomes take longer than that.',
    example: {
      wrong:
        'endpoints: { delay-api: { rollout: { analysis: { health: { metrics: [ { metric: roc_auc, min: 0.6, interval: 10m, inconclusiveLimit: 6 } ] } } } } }',
      right:
        'endpoints: { delay-api: { rollout: { analysis: { health: { metrics: [ { metric: roc_auc, min: 0.6, interval: 1h, inconclusiveLimit: 48 } ] } } } } }',
    },
  },
  AF4071: {
    severity: 'warning',
    title: 'Large first share',
    explanation: 'Most requests go to a version of which nothing has been measured on live traffic.',
    example: {
      wrong: 'endpoints: { delay-api: { rollout: { steps: [ { setWeight: 80% }, { analysis: health } ] } } }',
      right: 'endpoints: { delay-api: { rollout: { steps: [ { setWeight: 5% }, { analysis: health } ] } } }',
    },
  },
  AF4072: {
    severity: 'error',
    title: 'Impossible header',
    explanation: 'No request has a header with such a name or value (RFC 9110).',
    example: {
      wrong:
        'endpoints: { delay-api: { rollout: { steps: [ { setHeaderRoute: { name: "x canary", value: always } }, { analysis: health } ] } } }',
      right:
        'endpoints: { delay-api: { rollout: { steps: [ { setHeaderRoute: { name: x-canary, value: always } }, { analysis: health } ] } } }',
    },
  },
  AF4073: {
    severity: 'warning',
    title: 'Step without effect',
    explanation: 'The step changes nothing: a pause of no length, a share of nothing, an analysis that has just been run.',
    example: {
      wrong: 'endpoints: { delay-api: { rollout: { steps: [ { setWeight: 20% }, { pause: 0s }, { analysis: health } ] } } }',
      right: 'endpoints: { delay-api: { rollout: { steps: [ { setWeight: 20% }, { pause: 10m }, { analysis: health } ] } } }',
    },
  },
  AF4074: {
    severity: 'warning',
    title: 'Latency limit above the timeout',
    explanation: 'A request that takes longer than the timeout has failed: it is counted in error_rate, and the limit is always kept.',
    example: {
      wrong:
        'endpoints: { delay-api: { timeout: 1s, rollout: { analysis: { health: { metrics: [ { metric: latency_p99, max: 2s } ] } } } } }',
      right:
        'endpoints: { delay-api: { timeout: 1s, rollout: { analysis: { health: { metrics: [ { metric: latency_p99, max: 100ms } ] } } } } }',
    },
  },
  AF4075: {
    severity: 'warning',
    title: 'Latency limit below the wait for a batch',
    explanation: 'Requests wait for others to be predicted together with, which takes longer than the limit allows for all of the work.',
    example: {
      wrong:
        'endpoints: { delay-api: { batching: { maxDelay: 50ms }, rollout: { analysis: { health: { metrics: [ { metric: latency_p99, max: 20ms } ] } } } } }',
      right:
        'endpoints: { delay-api: { batching: { maxDelay: 2ms }, rollout: { analysis: { health: { metrics: [ { metric: latency_p99, max: 20ms } ] } } } } }',
    },
  },
  AF4076: {
    severity: 'warning',
    title: 'Nothing that could fail',
    explanation: 'onFailure says what follows a failed analysis, and the rollout has no steps.',
    example: {
      wrong: 'endpoints: { plain: { model: late-arrival, rollout: { onFailure: pause } } }',
      right:
        'endpoints: { plain: { model: late-arrival, rollout: { onFailure: pause, steps: [ { setWeight: 5% }, { analysis: health } ], analysis: { health: { metrics: [ { metric: error_rate, max: 1% } ] } } } } }',
    },
  },
  AF4077: {
    severity: 'error',
    title: 'Wait for a batch longer than the timeout',
    explanation: 'A request that waits as long as it may for others has timed out before it is predicted.',
    example: {
      wrong: 'endpoints: { delay-api: { timeout: 1s, batching: { maxDelay: 2s } } }',
      right: 'endpoints: { delay-api: { timeout: 1s, batching: { maxDelay: 2ms } } }',
    },
  },
  AF4078: {
    severity: 'error',
    title: 'Limits that contradict each other',
    explanation: 'No value is within both limits on the same metric of the same rows, so nothing ever passes.',
    example: {
      wrong: 'models: { late-arrival: { gates: { metrics: [ { metric: brier, min: 0.3 }, { metric: brier, max: 0.2 } ] } } }',
      right: 'models: { late-arrival: { gates: { metrics: [ { metric: roc_auc, min: 0.6 }, { metric: brier, max: 0.2 } ] } } }',
    },
  },
  AF4079: {
    severity: 'warning',
    title: 'Limit given twice',
    explanation:
      'The same metric of the same rows has two limits of one kind. Only the stricter one has an effect; most often one was meant for another metric.',
    example: {
      wrong: 'models: { late-arrival: { gates: { metrics: [ { metric: roc_auc, min: 0.6 }, { metric: roc_auc, min: 0.65 } ] } } }',
      right: 'models: { late-arrival: { gates: { metrics: [ { metric: roc_auc, min: 0.65 }, { metric: pr_auc, min: 0.4 } ] } } }',
    },
  },
  AF4080: {
    severity: 'warning',
    title: 'Limit in the wrong direction',
    explanation: 'Higher is better for some metrics and lower for others. This limit keeps good values out and lets bad ones pass.',
    example: {
      wrong: 'models: { late-arrival: { gates: { metrics: [ { metric: brier, min: 0.2 } ] } } }',
      right: 'models: { late-arrival: { gates: { metrics: [ { metric: brier, max: 0.2 } ] } } }',
    },
  },
  AF4081: {
    severity: 'error',
    title: 'Share above 1',
    explanation:
      'error_rate is the share of failed requests, between 0 and 1. A limit above that is always kept: a per cent sign is missing.',
    example: {
      wrong: 'endpoints: { delay-api: { rollout: { analysis: { health: { metrics: [ { metric: error_rate, max: 5 } ] } } } } }',
      right: 'endpoints: { delay-api: { rollout: { analysis: { health: { metrics: [ { metric: error_rate, max: 5% } ] } } } } }',
    },
  },
  AF4082: {
    severity: 'error',
    title: 'Condition that always or never holds',
    explanation: 'The metric cannot have a value for which the condition is true, or none for which it is false.',
    example: {
      wrong:
        'endpoints: { delay-api: { rollout: { analysis: { health: { metrics: [ { metric: error_rate, successCondition: "result <= 1" } ] } } } } }',
      right:
        'endpoints: { delay-api: { rollout: { analysis: { health: { metrics: [ { metric: error_rate, successCondition: "result <= 0.01" } ] } } } } }',
    },
  },
  AF4083: {
    severity: 'warning',
    title: 'Wait of a batch of one',
    explanation: 'A batch that is full with its first request waits for no other.',
    example: {
      wrong: 'endpoints: { delay-api: { batching: { maxBatchSize: 1, maxDelay: 2ms } } }',
      right: 'endpoints: { delay-api: { batching: { maxBatchSize: 64, maxDelay: 2ms } } }',
    },
  },
  AF4084: {
    severity: 'error',
    title: 'Half of a drop',
    explanation: 'A drop needs what it is measured against, dropVersus, and how large it is, by.',
    example: {
      wrong: 'monitors: { delay-drift: { performance: [ { metric: roc_auc, min: 0.6, by: 0.05 } ] } }',
      right: 'monitors: { delay-drift: { performance: [ { metric: roc_auc, dropVersus: baseline, by: 0.05 } ] } }',
    },
  },
  AF4085: {
    severity: 'warning',
    title: 'Drop of nothing',
    explanation: 'Measured on other rows, a metric is below its baseline half of the time by chance.',
    example: {
      wrong: 'monitors: { delay-drift: { performance: [ { metric: roc_auc, dropVersus: baseline, by: 0 } ] } }',
      right: 'monitors: { delay-drift: { performance: [ { metric: roc_auc, dropVersus: baseline, by: 0.05 } ] } }',
    },
  },
  AF4086: {
    severity: 'error',
    title: 'Drop that cannot happen',
    explanation: 'The drop is as large as all that the metric can be, so the rule never fires. A drop is in the metric’s own units.',
    example: {
      wrong: 'monitors: { delay-drift: { performance: [ { metric: roc_auc, dropVersus: baseline, by: 5 } ] } }',
      right: 'monitors: { delay-drift: { performance: [ { metric: roc_auc, dropVersus: baseline, by: 0.05 } ] } }',
    },
  },
  AF4087: {
    severity: 'warning',
    title: 'Monitor stricter than the gate',
    explanation: 'A version may serve with a value at which its monitor fires, so that a promotion is followed by an alarm.',
    example: {
      wrong: 'monitors: { delay-drift: { performance: [ { metric: roc_auc, min: 0.7 } ] } }',
      right: 'monitors: { delay-drift: { performance: [ { metric: roc_auc, min: 0.55 } ] } }',
    },
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
