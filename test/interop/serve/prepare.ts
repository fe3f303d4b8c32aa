// Writes a model, an online store and the server's configuration into the folder given.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openStoreFile, storeKey } from '../../../runtime/features/online-store-file.js'
import { CATEGORIES, writeTinyModel } from '../../../runtime/serve/fixtures/tiny-model.js'
import type { ServingConfig } from '../../../schema/generated/jobs.js'

const dir = process.argv[2] ?? '.'
const model = writeTinyModel(join(dir, 'model'), {
  texts: [{ name: 'carrier', type: 'string', from: 'request', datatype: 'string' }],
  numbers: [
    { name: 'distance', type: 'float64', from: 'request', datatype: 'float32' },
    { name: 'hour', type: 'int64', from: 'request', datatype: 'float32' },
    { name: 'holiday', type: 'bool', from: 'request', datatype: 'float32' },
    { name: 'late_share', type: 'float64', from: 'history', datatype: 'float32' },
  ],
  hidden: [16],
  seed: 11,
})

const store = openStoreFile(join(dir, 'online.db'))
const insert = store.prepare('INSERT INTO features VALUES (?, ?, ?, ?, ?)')
CATEGORIES.forEach((key, i) => {
  insert.run('history', storeKey([key]), 0, 0, JSON.stringify({ late_share: (i + 1) / 8 }))
})
store.close()

const config: ServingConfig = {
  generation: 1,
  endpoint: 'interop',
  model: 'late arrival',
  host: '127.0.0.1',
  port: 0,
  models: [{ version: 3, digest: model.digest, dir: model.dir }],
  route: { primary: 3 },
  onlineStore: join(dir, 'online.db'),
  views: [{ name: 'history', joinKeys: [{ name: 'carrier', type: 'string' }], features: ['late_share'] }],
  batching: { maxBatchSize: 32, maxDelayMs: 1 },
  timeoutMs: 5_000,
  logger: { mode: 'none', sampleRate: 1 },
}
writeFileSync(join(dir, 'config.json'), JSON.stringify(config))
