import { expect, it } from 'vitest'
import type { TryReason } from './try-outcome.js'
import { nextTry } from './try-policy.js'

it.each<[string, TryReason[], number, boolean]>([
  ['code that fails is not tried again, however many retries there are', ['UserCode'], 5, false],
  ['nor is what needs more memory than it may have', ['OutOfMemory'], 5, false],
  ['a time limit is what retries are for', ['Deadline'], 1, true],
  ['and is final once they are used up', ['Deadline', 'Deadline'], 1, false],
  ['the cluster may fail without any retries', ['Infrastructure', 'Infrastructure'], 0, true],
  ['but not for ever', ['Infrastructure', 'Infrastructure', 'Infrastructure', 'Infrastructure', 'Infrastructure'], 0, false],
  ['interruptible nodes may go many times', Array.from({ length: 15 }, () => 'Preempted' as const), 0, true],
  ['one kind of failure does not use up the budget of another', ['Preempted', 'Preempted', 'Infrastructure', 'Deadline'], 1, true],
])('%s', (_, reasons, retries, again) => expect(nextTry(reasons, retries).again).toBe(again))

it('waits longer each time', () => {
  const delays = [1, 2, 3, 4].map(
    (times) =>
      nextTry(
        Array.from({ length: times }, () => 'Infrastructure' as const),
        0,
      ).delayMs,
  )
  expect(delays).toEqual([5_000, 10_000, 20_000, 40_000])
})
