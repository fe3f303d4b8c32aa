// A factory of about 150 lines, as teams of a large repository might have by the hundred. Each is a little different.

/** The text of the factory with this number. Its sources declare their columns, so no data is needed. */
export function factoryText(number) {
  const name = `team-${String(number).padStart(4, '0')}`
  const window = 7 + (number % 23)
  return `apiVersion: aifactory.dev/v1
kind: AIFactory
metadata:
  name: ${name}
  description: Which orders of region ${number} come back.
  labels: { team: orders, region: "${number}" }
spec:
  variables:
    epochs: { default: ${3 + (number % 5)}, description: Passes over the data. }
  sources:
    orders:
      description: One row for each order.
      format: parquet
      path: data/orders/*.parquet
      timestampField: ordered_at
      createdTimestampField: settled_at # returned or not is known only then
      schema:
        ordered_at: timestamp
        settled_at: timestamp
        customer: string
        product: string
        channel: string
        price: float64
        quantity: int64
        returned: bool
      expectations:
        - { expect: not_null, columns: [customer, product, ordered_at] }
        - { expect: in_set, column: channel, values: [web, shop, phone] }
        - { expect: between, column: price, min: 0, max: ${1000 + number} }
    visits:
      format: csv
      path: data/visits.csv
      timestampField: visited_at
      schema:
        visited_at: timestamp
        customer: string
        pages: int64
        seconds: float64
      expectations:
        - { expect: not_null, columns: [customer, visited_at] }
  entities:
    customer: { joinKeys: [customer] }
    product: { joinKeys: [product] }
  featureViews:
    customer_history:
      entities: [customer]
      source: orders
      ttl: 90d
      online: true
      features:
        orders_${window}d:
          aggregate: count
          column: price
          window: ${window}d
        spent_${window}d:
          aggregate: sum
          column: price
          window: ${window}d
        return_share_30d:
          aggregate: mean
          expression: "CASE WHEN returned THEN 1 ELSE 0 END"
          window: 30d
    product_history:
      entities: [product]
      source: orders
      ttl: 90d
      online: true
      features:
        product_price_30d: { aggregate: mean, column: price, window: 30d }
    visit_history:
      entities: [customer]
      source: visits
      ttl: 7d
      online: true
      features:
        pages_1d: { aggregate: sum, column: pages, window: 1d }
        seconds_1d: { aggregate: mean, column: seconds, window: 1d }
  datasets:
    settled:
      description: One row for each order.
      source: orders
      label: { column: returned, type: bool }
      request: [channel, price, quantity]
      features:
        - customer_history:*
        - product_history:*
        - visit_history:*
      window: 365d
      split: { by: time, test: 20%, gap: 1d }
  models:
    returns:
      task: binary_classification
      dataset: settled
      trainer:
        runtime: tfjs
        parameters:
          hidden: [32, 16]
          epochs: \${var.epochs}
          batchSize: 512
          seed: ${number}
        resourcesPerNode: { cpu: 2, memory: 4Gi }
      evaluation: { slices: [channel] }
      gates:
        metrics:
          - { metric: roc_auc, min: 0.62 }
          - { metric: roc_auc, versus: champion, minDelta: -0.005, confidence: 95% }
          - { metric: brier, max: 0.2 }
      retrain:
        schedule: "${number % 60} 3 1 * *"
        onDrift: true
        budget: { runs: 2, per: 30d }
        cooldown: 7d
      modelCard:
        intendedUse: Warn the warehouse of returns.
        owners: [orders-ml@example.com]
  endpoints:
    returns-api:
      model: returns
      minReplicas: 1
      maxReplicas: ${2 + (number % 6)}
      groundTruth: { source: orders, joinKey: [customer, product, ordered_at], delay: 14d }
  monitors:
    returns-drift:
      endpoint: returns-api
      reference: training
      current: { window: 7d, minSamples: 1000 }
      cooldown: 7d
      drift:
        - columns: "*"
          method: psi
          threshold: 0.2
          driftShare: 30%
          for: 2
          actions: [alert, retrain]
        - columns: [price, pages_1d]
          method: ks
          pValue: 0.01
          correction: bonferroni
          actions: [alert]
      performance:
        - metric: roc_auc
          dropVersus: baseline
          by: 0.05
          for: 2
          minSamples: 1000
          actions: [alert, retrain]
  notifications:
    - { to: slack, on: [drift, gates_failed], secretRef: { name: slack, key: url } }
  targets:
    dev: { default: true }
    prod:
      variables: { epochs: ${10 + (number % 5)} }
      platform:
        namespace: ml-${name}
        artifactStore: "s3://models/${name}"
`
}
