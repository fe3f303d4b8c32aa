import { expect, test } from 'vitest'
import type { ServingConfig } from '../../schema/generated/jobs.js'
import { checkSuccessor, parseServingConfig } from './check-config.js'

const config: ServingConfig = {
  generation: 2,
  endpoint: 'e',
  model: 'm',
  host: '127.0.0.1',
  port: 0,
  models: [{ version: 1, digest: 'd', dir: '/m/1' }],
  route: { primary: 1 },
  batching: { maxBatchSize: 8, maxDelayMs: 0 },
  timeoutMs: 1000,
  logger: { mode: 'none', sampleRate: 1 },
}
const parse = (changes: Partial<ServingConfig>, env = {}) => parseServingConfig(JSON.stringify({ ...config, ...changes }), env)

test('takes a whole configuration', () => {
  expect(parse({})).toEqual(config)
  expect(parse({ auth: { type: 'bearer', tokenEnv: 'TOKEN' } }, { TOKEN: 's3cret' }).auth?.type).toBe('bearer')
})

test.each<[string, Partial<ServingConfig>, RegExp]>([
  ['a field of the wrong type', { timeoutMs: -1 }, /timeoutMs/],
  ['an unknown route', { route: { primary: 1, canary: { version: 9, weight: 0.1 } } }, /version 9, which is not in models/],
  ['a version twice', { models: [...config.models, ...config.models] }, /version 1 twice/],
  ['a log without a folder', { logger: { mode: 'all', sampleRate: 1 } }, /logger.dir/],
  ['views without a store', { views: [{ name: 'v', joinKeys: [], features: [] }] }, /onlineStore/],
  ['a token without a name', { auth: { type: 'bearer' } }, /tokenEnv/],
  ['an empty token', { auth: { type: 'bearer', tokenEnv: 'TOKEN' } }, /TOKEN with the token is empty/],
])('refuses %s', (_, changes, message) => {
  expect(() => parse(changes)).toThrow(expect.objectContaining({ code: 'AF8110', message: expect.stringMatching(message) }))
})

test('refuses what is no JSON', () => {
  expect(() => parseServingConfig('{', {})).toThrow(expect.objectContaining({ code: 'AF8110' }))
})

test.each<[string, Partial<ServingConfig>, string | undefined]>([
  ['the next generation', { generation: 3 }, undefined],
  ['an older generation', { generation: 1 }, 'older'],
  ['the port that the system picked', { port: 4711 }, undefined],
  ['another port', { port: 4712 }, 'port cannot change'],
  ['another endpoint', { endpoint: 'f' }, 'endpoint cannot change'],
])('%s as successor', (_, changes, refusal) => {
  const check = () => checkSuccessor({ ...config, ...changes }, config, 4711)
  if (refusal === undefined) check()
  else expect(check).toThrow(expect.objectContaining({ code: 'AF8111', message: expect.stringContaining(refusal) }))
})
