import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { ENDPOINT } from '../../compiler/backends/kubernetes/fixtures/factory.js'
import type { ExpectationSpec } from '../../schema/generated/jobs.js'
import { exampleRequest } from './example-request.js'
import { versionOf } from './fixtures/filled-store.js'

/** What curl would be called with, by a real shell. */
function argumentsOf(command: string): string[] {
  const out = execFileSync('sh', ['-c', `curl() { for one in "$@"; do printf '%s\\0' "$one"; done; }\n${command}`], {
    env: { AIFACTORY_SECRET_API_TOKEN: 's3cret' },
  })
  return out.toString().split('\0').slice(0, -1)
}

function inputsOf(expectations: readonly ExpectationSpec[], carrier = 'UA') {
  const version = versionOf(1)
  const slices = [{ filter: { carrier }, rows: 1, metrics: {} }]
  const command = exampleRequest(ENDPOINT, {
    url: 'http://127.0.0.1:8080',
    version: { ...version, evaluation: { ...version.evaluation, slices } },
    expectations,
  })
  const [, url, , body = ''] = argumentsOf(command)
  expect(url).toBe('http://127.0.0.1:8080/v2/models/late-arrival/infer')
  return JSON.parse(body).inputs
}

test('sends request columns and join keys once, with values that were met or are allowed', () => {
  const expectations: ExpectationSpec[] = [
    { expect: 'in_set', column: 'origin', values: ['EWR', 'JFK'], severity: 'error' },
    { expect: 'between', column: 'distance', min: 10, max: 6000, severity: 'error' },
  ]
  expect(inputsOf(expectations)).toEqual([
    { name: 'carrier', shape: [1], datatype: 'BYTES', data: ['UA'] },
    { name: 'distance', shape: [1], datatype: 'INT64', data: [3005] },
    { name: 'origin', shape: [1], datatype: 'BYTES', data: ['EWR'] },
  ])
})

test('takes no value of the wrong type', () => {
  const inputs = inputsOf([{ expect: 'in_set', column: 'distance', values: ['far'], severity: 'error' }])
  expect(inputs[1].data).toEqual([1])
})

test('leaves nothing to the shell', () => {
  expect(inputsOf([], `'; touch /tmp/x; echo $HOME \`id\``)[0].data).toEqual([`'; touch /tmp/x; echo $HOME \`id\``])
})

test('names the variable of the token, not the token', () => {
  const command = exampleRequest(
    { ...ENDPOINT, auth: { type: 'bearer', secretRef: { name: 'api', key: 'token' } } },
    { url: 'http://127.0.0.1:8080', version: versionOf(1), expectations: [] },
  )
  expect(command).not.toContain('s3cret')
  expect(argumentsOf(command)).toContain('authorization: Bearer s3cret')
})
