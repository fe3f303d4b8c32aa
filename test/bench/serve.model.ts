import { openStoreFile, storeKey } from '../../runtime/features/online-store-file.js'
import { writeTinyModel } from '../../runtime/serve/fixtures/tiny-model.js'
import type { ModelManifest, ServingConfig } from '../../schema/generated/jobs.js'

type Input = ModelManifest['inputs'][number]
const text = (name: string): Input => ({ name, type: 'string', from: 'request', datatype: 'string' })
const number = (name: string, from: string): Input => ({ name, type: 'float64', from, datatype: 'float32' })

const HISTORY = ['mean_arr_delay_7d', 'late_share_7d', 'late_share_1d']
const WEATHER = ['wind_speed', 'visib', 'precip', 'temp', 'humid']
const HOUR = 3_600_000
const CARRIERS = ['UA', 'AA', 'DL', 'B6', 'EV']
const AIRPORTS = ['JFK', 'LGA', 'EWR']

/** A 30-64-32-1 network with the inputs of examples/flight-delays, and an online store with two days of hourly values for its keys. Requests are live: their time is now. */
export function writeBenchmark(dir: string): { config: ServingConfig; bodies: string[] } {
  const model = writeTinyModel(`${dir}/model`, {
    texts: ['carrier', 'origin', 'dest'].map(text),
    numbers: [
      number('distance', 'request'),
      number('hour', 'request'),
      ...HISTORY.map((name) => number(name, 'carrier_history')),
      ...WEATHER.map((name) => number(name, 'airport_weather')),
    ],
    hidden: [64, 32],
    seed: 7,
  })
  writeStore(`${dir}/online.db`)
  return {
    config: {
      generation: 1,
      endpoint: 'delay-api',
      model: 'late-arrival',
      host: '127.0.0.1',
      port: 0,
      models: [{ version: 1, digest: model.digest, dir: model.dir }],
      route: { primary: 1 },
      onlineStore: `${dir}/online.db`,
      views: [
        { name: 'carrier_history', joinKeys: [{ name: 'carrier', type: 'string' }], ttlMs: 30 * 86_400_000, features: HISTORY },
        { name: 'airport_weather', joinKeys: [{ name: 'origin', type: 'string' }], ttlMs: 30 * 86_400_000, features: WEATHER },
      ],
      logColumns: [
        { name: 'flight', type: 'int64' },
        { name: 'time_hour', type: 'timestamp' },
      ],
      batching: { maxBatchSize: 64, maxDelayMs: 0 },
      timeoutMs: 5_000,
      logger: { mode: 'all', sampleRate: 1, dir: `${dir}/log` },
    },
    bodies: Array.from({ length: 200 }, (_, i) => body(i)),
  }
}

function writeStore(path: string): void {
  const store = openStoreFile(path)
  const insert = store.prepare('INSERT OR REPLACE INTO features VALUES (?, ?, ?, ?, ?)')
  const thisHour = Math.floor(Date.now() / HOUR) * HOUR
  const hours = Array.from({ length: 48 }, (_, ago) => thisHour - ago * HOUR)
  for (const at of hours) {
    const of = (names: string[], key: string) =>
      JSON.stringify(Object.fromEntries(names.map((name, i) => [name, ((at / HOUR + i + key.length) % 50) / 7])))
    for (const key of CARRIERS) insert.run('carrier_history', storeKey([key]), at, at, of(HISTORY, key))
    for (const key of AIRPORTS) insert.run('airport_weather', storeKey([key]), at, at, of(WEATHER, key))
  }
  store.close()
}

function body(i: number): string {
  const tensor = (name: string, datatype: string, value: unknown) => ({ name, shape: [1], datatype, data: [value] })
  return JSON.stringify({
    id: `request-${i}`,
    inputs: [
      tensor('carrier', 'BYTES', CARRIERS[i % 5]),
      tensor('origin', 'BYTES', AIRPORTS[i % 3]),
      tensor('dest', 'BYTES', 'ORD'),
      tensor('distance', 'FP64', 700 + i),
      tensor('hour', 'INT64', i % 24),
      tensor('flight', 'INT64', 1000 + i),
      tensor('time_hour', 'BYTES', new Date(Date.UTC(2013, 5, 1, i % 48)).toISOString()),
    ],
  })
}
