import { fileURLToPath } from 'node:url'
import type { DatasetDefinition, FeatureViewDefinition, SourceDefinition } from '../../schema/generated/jobs.js'

/** The flights example as jobs see it, for tests. */
export const FLIGHTS_DIR = fileURLToPath(new URL('../../examples/flight-delays', import.meta.url))

const DAY = 86_400_000

export const FLIGHTS: SourceDefinition = {
  name: 'flights',
  format: 'parquet',
  path: 'data/flights/*.parquet',
  timestampField: 'time_hour',
  createdTimestampField: 'landed_at',
}

export const WEATHER: SourceDefinition = { name: 'weather', format: 'parquet', path: 'data/weather.parquet', timestampField: 'time_hour' }

export const CARRIER_HISTORY: FeatureViewDefinition = {
  name: 'carrier_history',
  joinKeys: ['carrier'],
  source: FLIGHTS,
  ttlMs: 30 * DAY,
  online: true,
  schedule: '0 * * * *',
  features: [
    { name: 'mean_arr_delay_7d', aggregate: 'mean', expression: '"arr_delay"', windowMs: 7 * DAY },
    { name: 'late_share_7d', aggregate: 'mean', expression: 'arr_delay > 15', windowMs: 7 * DAY },
    { name: 'late_share_1d', aggregate: 'mean', expression: 'arr_delay > 15', windowMs: DAY },
  ],
}

export const AIRPORT_WEATHER: FeatureViewDefinition = {
  name: 'airport_weather',
  joinKeys: ['origin'],
  source: WEATHER,
  ttlMs: 2 * 3_600_000,
  online: true,
  schedule: '0 * * * *',
  features: [
    { name: 'wind_speed', expression: '"wind_speed"' },
    { name: 'visib', expression: '"visib"' },
    { name: 'precip', expression: '"precip"' },
    { name: 'temp', expression: '"temp"' },
    { name: 'humid', expression: '"humid"' },
  ],
}

export const DEPARTURES: DatasetDefinition = {
  name: 'departures',
  source: FLIGHTS,
  label: { expression: 'arr_delay > 15', type: 'bool' },
  request: ['carrier', 'origin', 'dest', 'distance', 'hour'],
  views: [CARRIER_HISTORY, AIRPORT_WEATHER],
  windowMs: 180 * DAY,
  split: { by: 'time', test: 0.2, validation: 0.1, gapMs: DAY, seed: 0 },
}
