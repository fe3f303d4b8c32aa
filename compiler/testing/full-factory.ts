/**
 * A factory that uses every field of the language that no backend refuses, without problems, so that tests can change one at a
 * time. Fields whose other values go with other fields are there in several places.
 */
export const FULL = `apiVersion: aifactory.dev/v1
kind: AIFactory
metadata:
  name: rides
  description: Whether a ride comes late.
  labels: { team: operations }
  annotations: { example.com/ticket: ops-1 }
spec:
  variables:
    history: { default: 30d, description: How long history counts. }
    seed: 7
  sources:
    trips:
      description: Rides.
      owners: [data]
      format: csv
      path: data/trips.csv
      timestampField: at
      createdTimestampField: known_at
      schema:
        at: timestamp
        at2: timestamp
        known_at: timestamp
        known2: timestamp
        driver: string
        town: string
        town2: string
        distance: float64
        minutes: { type: float64, nullable: false, description: How long it took. }
        minutes2: float64
      expectations:
        - { expect: not_null, columns: [driver], mostly: 0.9, severity: error, description: Every ride has one. }
        - { expect: between, column: distance, min: 1, max: 500 }
        - { expect: in_set, column: town, values: [a, b] }
        - { expect: unique, columns: [driver, at] }
        - { expect: row_count, min: 10, max: 1000 }
        - { expect: freshness, maxAge: 2d }
        - { expect: matches, column: town, pattern: "^[a-z]$" }
        - { expect: mean_between, column: distance, min: 2, max: 100 }
        - { expect: sql, expression: minutes > 0 }
    outcomes: { format: csv, path: data/outcomes.csv, timestampField: at, schema: { at: timestamp, driver: string, town: string, minutes: float64, distance: float64 } }
  entities:
    driver: { description: Who drives., joinKeys: [driver] }
    town: { joinKeys: [town] }
  featureViews:
    history:
      description: How late a driver was.
      owners: [data]
      entities: [driver]
      source: trips
      ttl: "\${var.history}"
      online: true
      schedule: 0 * * * *
      features:
        mean_minutes: { description: As a mean., aggregate: mean, column: minutes, window: 7d, type: float64 }
        late: { aggregate: mean, expression: minutes > 15, window: 7d }
        distance_before: { column: distance }
    places:
      entities: [town]
      source: outcomes
      online: true
      features: { last: { column: distance } }
  datasets:
    rides:
      description: A ride.
      owners: [data]
      source: trips
      label: { expression: minutes > 15, type: bool }
      filter: distance > 2
      request: [distance]
      features: ["history:mean_minutes", "history:late", "places:*"]
      window: 180d
      split: { by: time, test: 20%, validation: 10%, gap: 1d }
    durations:
      source: trips
      label: { column: minutes, type: float64 }
      request: [distance, town2]
      split: { by: group, column: town, seed: 3 }
  models:
    late:
      description: Whether it comes late.
      task: binary_classification
      dataset: rides
      trainer:
        runtime: tfjs
        parameters:
          { hidden: [8], epochs: 3, batchSize: 32, learningRate: 0.01, dropout: 0.1, l2: 0.001, patience: 2, classWeights: none, maxCategories: 50, embeddingDim: 4, backend: cpu, seed: "\${var.seed}" }
        resourcesPerNode: { cpu: 2, memory: 4Gi, gpu: 1, ephemeralStorage: 8Gi }
        numNodes: 1
        queueName: batch
        spot: true
        retries: 2
        timeout: 1h
      evaluation: { slices: [town], minSliceSize: 50, threshold: 0.4 }
      gates:
        metrics:
          - { metric: roc_auc, min: 0.6, max: 0.99, minSamples: 40, severity: error }
          - { metric: brier, versus: champion, minDelta: -0.1, confidence: 95% }
          - { metric: roc_auc, min: 0.5, slice: { town: a } }
        robustness:
          - { metric: roc_auc, missing: { columns: [distance], share: 50% }, maxLoss: 0.2, seed: 2, minSamples: 40, severity: error }
          - { metric: roc_auc, noise: { columns: [distance], by: 10% }, min: 0.5, max: 0.99 }
        latency: { p50: 5ms, p99: 20ms }
        approval: { approvers: [ann@example.com, bob@example.com], count: 1 }
        size: { max: 10Mi }
      retrain: { schedule: 0 3 1 * *, onChange: true, onDrift: true, onDecay: true, onNewData: true, budget: { runs: 9, gpuHours: 50, per: 30d }, cooldown: 1d }
      registeredModel: late-rides
      aliases: { champion: best, challenger: next }
      modelCard: { intendedUse: To warn., limitations: [Snow.], considerations: [None.], owners: [data], license: MIT, references: [https://example.com] }
    minutes:
      task: regression
      dataset: durations
      trainer: { runtime: command, command: [python3, train.py], code: [train.py], parameters: { depth: 2 }, env: { MODE: fast, TOKEN: { secretRef: { name: token, key: value } } } }
      gates:
        behaviour:
          - { name: Farther takes longer., rows: [{ distance: 5 }], change: { distance: { add: 5 } }, expect: increases, by: 0.1, mostly: 90%, severity: error }
          - { name: Within a day., where: { distance: 4 }, change: { distance: { multiply: 1.1 } }, expect: between, min: 1, max: 1440 }
    fair:
      task: binary_classification
      dataset: rides
      trainer: { runtime: tfjs }
      gates:
        fairness:
          - { column: town, metric: demographic_parity_difference, max: 0.5, minSamples: 20, severity: error }
          - { column: town, metric: demographic_parity_ratio, min: 0.1 }
  endpoints:
    api:
      description: For riders.
      model: late
      port: 8081
      resources: { cpu: 1, memory: 1Gi, gpu: 0, ephemeralStorage: 1Gi }
      minReplicas: 2
      maxReplicas: 4
      scaleMetric: cpu
      scaleTarget: 70
      batching: { maxBatchSize: 32, maxDelay: 2ms }
      timeout: 5s
      traffic: { predictions: 100, per: 1h }
      objectives: { availability: 98.5%, latency: { under: 50ms, share: 95% }, window: 30d }
      logger: { mode: all, sampleRate: 50% }
      auth: { type: bearer, secretRef: { name: api, key: token } }
      groundTruth: { source: outcomes, joinKey: [driver, at], delay: 12h }
      rollout:
        strategy: canary
        steps:
          - { mirror: 100% }
          - { analysis: health }
          - { setHeaderRoute: { name: x-try, value: "yes" } }
          - { setWeight: 20% }
          - { pause: 6h }
          - { analysis: worth }
        analysis:
          health: { metrics: [ { metric: error_rate, min: 0.1%, max: 2%, confidence: 95%, interval: 2h, count: 2, minSamples: 50, failureLimit: 1, inconclusiveLimit: 20 } ] }
          worth: { metrics: [ { metric: roc_auc, versus: champion, minDelta: -0.1, maxRatio: 1.2 }, { metric: latency_p99, successCondition: result < 50 } ] }
        onFailure: rollback
        deadline: 9d
        stickiness: { header: x-user }
    plain: { model: late, logger: { mode: all } }
    beside:
      model: late
      rollout:
        strategy: canary
        steps: [ { mirror: 100% }, { analysis: same } ]
        analysis: { same: { metrics: [ { metric: prediction_churn, max: 50%, by: distance } ] } }
        stickiness: { input: town }
  monitors:
    watch:
      description: What comes in.
      endpoint: api
      schedule: 0 0 * * *
      reference: training
      current: { window: 7d, minSamples: 100 }
      drift:
        - { columns: "*", method: psi, threshold: 0.2, driftShare: 30%, for: 2, actions: [alert, retrain] }
        - { columns: [distance], method: ks, pValue: 0.01, correction: bonferroni }
        - { column: prediction, method: psi, threshold: 0.3 }
      performance:
        - { metric: roc_auc, min: 0.6, max: 0.99, dropVersus: baseline, by: 0.05, minSamples: 50, for: 2, actions: [alert, retrain] }
      quality:
        - { expect: not_null, columns: [distance], mostly: 0.9, severity: error, description: All have one., actions: [alert, retrain] }
        - { expect: between, column: distance, min: 1, max: 500 }
        - { expect: in_set, column: distance, values: [1, 2] }
        - { expect: freshness, maxAge: 2d }
        - { expect: matches, column: driver, pattern: "^[a-z]$" }
        - { expect: sql, expression: distance > 0 }
      cooldown: 2d
      budget: { runs: 3, gpuHours: 20, per: 30d }
    before: { endpoint: api, reference: { window: 7d, offset: 14d }, drift: [ { columns: [distance], method: psi, threshold: 0.2 } ] }
  pipeline: { engine: jobs, catchup: false, retries: 3 }
  platform:
    namespace: ml
    serviceAccountName: worker
    images: { runtime: "example.com/runtime:1", gpu: "example.com/gpu:1", pullPolicy: IfNotPresent, pullSecrets: [registry] }
    gpu: { resourceName: nvidia.com/gpu, nodeSelector: { gpu: big } }
    spot: { nodeSelector: { spot: often }, tolerations: [ { key: spot, operator: Exists } ] }
    queues: [batch, other]
    tags: { cost: "12" }
    storage: 30Gi
    cost: { currency: EUR, cpuHour: 0.1, memoryGiBHour: 0.01, gpuHour: 2, spotDiscount: 30% }
  notifications: [ { to: slack, on: [drift], secretRef: { name: slack, key: url }, channel: ml } ]
  targets:
    prod: { default: true, description: Where it counts., variables: { seed: 8 }, platform: { tags: { stage: prod } } }
`
