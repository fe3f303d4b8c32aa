import { expect, it } from 'vitest'
import { nextLook, nextLookAfterFailure, WakeableTimer } from './poll-timer.js'

it('looks are spread by a tenth of the interval, and further apart after failures', () => {
  expect([0, 0.5, 1].map((random) => nextLook(1000, 60_000, random))).toEqual([55_000, 61_000, 67_000])
  expect([0, 1, 3, 30].map((failures) => nextLookAfterFailure(0, 60_000, failures, 0.5))).toEqual([60_000, 120_000, 480_000, 3_600_000])
  expect(nextLookAfterFailure(0, 86_400_000, 5, 0.5)).toBe(86_400_000)
})

it('a wait ends when somebody wakes it, before or while it waits, or when it is told to stop', async () => {
  const timer = new WakeableTimer()
  timer.wake()
  expect(await timer.wait(60_000)).toBe(true)
  const waiting = timer.wait(60_000)
  timer.wake()
  expect(await waiting).toBe(true)
  expect(await timer.wait(1)).toBe(false)
  const stop = new AbortController()
  const stopped = timer.wait(60_000, stop.signal)
  stop.abort()
  expect(await stopped).toBe(false)
})
