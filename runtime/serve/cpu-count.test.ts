import { availableParallelism } from 'node:os'
import { expect, test } from 'vitest'
import { cpuCount } from './cpu-count.js'

test.each([
  ['50000 100000', 1],
  ['100000 100000', 1],
  ['max 100000', availableParallelism()],
  ['100000000 100000', availableParallelism()],
  ['', availableParallelism()],
])('a quota of %j', (quota, expected) => {
  expect(cpuCount(() => quota)).toBe(expected)
})

test('without control groups the machine counts', () => {
  const none = () => {
    throw new Error('ENOENT')
  }
  expect(cpuCount(none)).toBe(availableParallelism())
})
