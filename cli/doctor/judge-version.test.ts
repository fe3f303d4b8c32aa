import { expect, test } from 'vitest'
import { judgeVersion } from './judge-version.js'

test.each([
  ['promtool, version 2.42.0+ds (branch: debian)', '2.40', { verdict: 'fine', version: '2.42.0' }],
  ['3.67.1', '3.67.1', { verdict: 'fine', version: '3.67.1' }],
  ['git version 2.9.5', '2.10', { verdict: 'too old', version: '2.9.5' }],
  ['2.0', '2.0.1', { verdict: 'too old', version: '2.0' }],
  ['10.0', '9.9', { verdict: 'fine', version: '10.0' }],
  ['no number', '1.0', { verdict: 'missing' }],
  [undefined, '1.0', { verdict: 'missing' }],
])('%j, at least %s', (said, least, expected) => expect(judgeVersion({ least }, said)).toEqual(expected))
