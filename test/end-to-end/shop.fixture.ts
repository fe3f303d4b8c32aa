import { join } from 'node:path'
import { withDuckDb } from '../../runtime/duckdb.js'
import { literal } from '../../runtime/sql.js'

/** A factory small enough to be trained many times in a test: it asks for retraining by drift and by decay. */
export const AIFACTORY = `apiVersion: aifactory.dev/v1
kind: AIFactory
metadata:
  name: orders
spec:
  platform:
    cost: { currency: EUR, cpuHour: 10 }
  sources:
    orders:
      format: parquet
      path: data/orders.parquet
      timestampField: at
      createdTimestampField: known
      expectations:
        - { expect: not_null, columns: [id, at] }
  entities:
    shop: { joinKeys: [shop] }
  featureViews:
    shop_history:
      entities: [shop]
      source: orders
      ttl: 30d
      online: true
      features:
        returned_share: { aggregate: mean, expression: "returned::INT", window: 7d }
  datasets:
    orders:
      source: orders
      label: { expression: returned, type: bool }
      request: [amount, weight]
      features: ["shop_history:*"]
      window: 14d
      split: { by: time, test: 20% }
  models:
    returns:
      task: binary_classification
      dataset: orders
      trainer:
        runtime: tfjs
        parameters: { hidden: [8], epochs: 12, batchSize: 64, learningRate: 0.02, seed: 3, backend: cpu }
        resourcesPerNode: { cpu: 2, memory: 1Gi }
      gates:
        metrics:
          - { metric: roc_auc, min: 0.55 }
      retrain: { onDrift: true, onDecay: true, budget: { runs: 4, per: 30d }, cooldown: 3d }
  endpoints:
    orders-api:
      model: returns
      groundTruth: { source: orders, joinKey: [id], delay: 1h }
      rollout:
        strategy: canary
        steps:
          - { setWeight: 50% }
          - { analysis: health }
        analysis:
          health:
            metrics:
              - { metric: error_rate, max: 1%, minSamples: 20 }
              - { metric: latency_p99, max: 50ms, minSamples: 20 }
  monitors:
    orders-watch:
      endpoint: orders-api
      reference: training
      schedule: "0 0 */2 * *"
      current: { window: 5d, minSamples: 50 }
      cooldown: 3d
      drift:
        - { columns: [amount], method: psi, threshold: 0.25, actions: [alert, retrain] }
      performance:
        - { metric: roc_auc, min: 0.6, for: 2, minSamples: 50, actions: [alert, retrain] }
`

/** Sixty days of orders, forty a day, from 2024 on. From the 36th day on, large orders are kept and small ones returned. */
export async function writeShop(folder: string): Promise<void> {
  await withDuckDb({}, async (connection) => {
    await connection.run(
      `COPY (
         SELECT n AS id, "at", "at" + INTERVAL 6 HOURS AS known, shop, amount, weight, (amount + noise > 60) <> (day >= 36) AS returned
         FROM (SELECT n, n // 40 AS day, TIMESTAMPTZ '2024-01-01 00:00:00+00' + to_minutes(CAST(n * 36 AS INTEGER)) AS "at", 's' || (n % 5) AS shop,
                 20.0 + (n * 7919 % 97) AS amount, 1.0 + (n * 104729 % 89) AS weight, (n * 1299709 % 61) - 30.0 AS noise
               FROM range(2400) t (n))
       ) TO ${literal(join(folder, 'orders.parquet'))} (FORMAT parquet)`,
    )
  })
}
