/** A factory of v1alpha1 in many styles: blocks, brackets, comments, anchors, quotes. */
export const OLD = `# The factory of a shop.
apiVersion: "aifactory.dev/v1alpha1" # soon to be v1
kind: AIFactory
metadata: { name: shop }
spec:
  sources:
    orders:
      format: csv
      path: data/orders.csv
      createdTimestampField: landed_at
      # when it was ordered
      eventTime: ordered_at   # in UTC
      schema: { ordered_at: timestamp, landed_at: timestamp, customer: string, total: float64 }
    visits: { format: csv, path: data/visits.csv, "eventTime": at, schema: { at: timestamp, customer: string } }
  entities:
    customer: { joinKeys: [customer] }
  featureGroups: # what is known of customers
    spending:
      entities: [customer]
      source: orders
      ttlSeconds: &month 2592000 # 30 days
      features:
        total_7d: { aggregate: sum, column: total, window: 7d }
    visiting: { entities: [customer], source: visits, ttlSeconds: 5400, features: { visits_1d: { aggregate: count, window: 1h } } }
  datasets:
    baskets:
      source: orders
      label: { expression: total > 100, type: bool }
      request: [customer]
      features: ["spending:*", "visiting:*"]
  models:
    large-basket: &model
      task: binary_classification
      dataset: baskets
      retrainSchedule: 0 3 * * 1,4 # twice a week
      trainer: { runtime: tfjs }
      gates: { metrics: [ { metric: roc_auc, min: 0.6 } ] }
    other: { task: binary_classification, dataset: baskets, retrainSchedule: "0 4 * * *", trainer: { runtime: tfjs } }
    third:
      task: binary_classification
      dataset: baskets
      retrain: { cooldown: 3d }
      retrainSchedule: 0 5 * * 1,2 # kept
      trainer: { runtime: tfjs }
  targets:
    dev: { default: true }
    prod:
      featureGroups: { spending: { ttlSeconds: 691200 } }
      models: { large-basket: { retrainSchedule: "0 6 * * *" } }
`

/** The same in v1. */
export const NEW = OLD.replace('"aifactory.dev/v1alpha1"', 'aifactory.dev/v1')
  .replace('eventTime: ordered_at', 'timestampField: ordered_at')
  .replace('"eventTime"', '"timestampField"')
  .replaceAll('featureGroups:', 'featureViews:')
  .replace('ttlSeconds: &month 2592000', 'ttl: &month 30d')
  .replace('ttlSeconds: 5400', 'ttl: 1h30m')
  .replace('ttlSeconds: 691200', 'ttl: 8d')
  .replace('retrainSchedule: 0 3 * * 1,4', 'retrain:\n        schedule: 0 3 * * 1,4')
  .replace('retrainSchedule: "0 4 * * *"', 'retrain: { schedule: "0 4 * * *" }')
  .replace('retrain: { cooldown: 3d }', 'retrain: { cooldown: 3d, schedule: "0 5 * * 1,2" }')
  .replace('      retrainSchedule: 0 5 * * 1,2 # kept', '      # kept')
  .replace('retrainSchedule: "0 6 * * *"', 'retrain: { schedule: "0 6 * * *" }')
