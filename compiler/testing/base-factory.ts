/** A small factory without problems, from which tests change one thing at a time. */
export const BASE = `apiVersion: aifactory.dev/v1
kind: AIFactory
metadata: { name: flight-delays }
spec:
  sources:
    flights:
      format: csv
      path: data/flights.csv
      timestampField: time_hour
      createdTimestampField: landed_at
      schema: { time_hour: timestamp, landed_at: timestamp, carrier: string, origin: string, distance: float64, arr_delay: float64 }
    weather:
      format: csv
      path: data/weather.csv
      timestampField: time_hour
      schema: { time_hour: timestamp, origin: string, wind_speed: float64, temp: float64 }
  entities:
    carrier: { joinKeys: [carrier] }
    airport: { joinKeys: [origin] }
  featureViews:
    carrier_history:
      entities: [carrier]
      source: flights
      ttl: 30d
      online: true
      features:
        mean_delay_7d: { aggregate: mean, column: arr_delay, window: 7d }
    airport_weather:
      entities: [airport]
      source: weather
      ttl: 2h
      online: true
      features: { wind_speed: {}, temp: {} }
  datasets:
    departures:
      source: flights
      label: { expression: arr_delay > 15, type: bool }
      request: [distance, origin]
      features: ["carrier_history:*", "airport_weather:*"]
  models:
    late-arrival:
      task: binary_classification
      dataset: departures
      trainer: { runtime: tfjs, parameters: { epochs: 3 } }
      gates: { metrics: [ { metric: roc_auc, min: 0.6 } ] }
  endpoints:
    delay-api:
      model: late-arrival
      groundTruth: { source: flights, joinKey: [carrier, time_hour], delay: 12h }
      rollout:
        steps: [ { setWeight: 20% }, { analysis: health } ]
        analysis: { health: { metrics: [ { metric: error_rate, max: 1% } ] } }
  monitors:
    delay-drift:
      endpoint: delay-api
      drift: [ { columns: "*", method: psi, threshold: 0.2 } ]
`

/** The same, of files whose columns are not looked at: they need not be there. */
export const BASE_UNREAD = BASE.replaceAll('format: csv', 'format: json').replaceAll('.csv', '.json')
