import { expect, test } from 'vitest'
import { type Flight, InFlight } from './in-flight.js'

class FakeFlight implements Flight {
  older: Flight | undefined
  newer: Flight | undefined
  cancelled: string | undefined
  constructor(readonly startedAt: number) {}
  cancel(status: number, message: string): void {
    this.cancelled = `${status} ${message}`
  }
}

test('cancels what waited too long, and nothing younger', () => {
  let now = 0
  const inFlight = new InFlight(() => now)
  const flights = [0, 10, 20].map((at) => new FakeFlight(at))
  for (const flight of flights) inFlight.add(flight)
  now = 110
  inFlight.expire(100)
  expect(flights.map(({ cancelled }) => cancelled)).toEqual(['504 no answer within 100 ms', '504 no answer within 100 ms', undefined])
})

test('waits for what is under way when asked, not for what comes later', async () => {
  const inFlight = new InFlight(() => 0)
  const [a, b, late] = [new FakeFlight(0), new FakeFlight(0), new FakeFlight(0)]
  await inFlight.settled()
  inFlight.add(a)
  inFlight.add(b)
  let settled = false
  const done = inFlight.settled().then(() => {
    settled = true
  })
  inFlight.add(late)
  inFlight.remove(b)
  await new Promise((resolve) => setImmediate(resolve))
  expect(settled).toBe(false)
  inFlight.remove(a)
  await done
  expect(inFlight.size).toBe(1)
  expect([a.older, a.newer, b.older, b.newer]).toEqual([undefined, undefined, undefined, undefined])
})
