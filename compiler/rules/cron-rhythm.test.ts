import { Cron } from 'croner'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cronRhythm } from './cron-rhythm.js'

const HOUR = 3_600_000
const DAY = 24 * HOUR

test.each([
  ['0 * * * *', HOUR, HOUR],
  ['*/15 * * * *', HOUR / 4, HOUR / 4],
  ['0 3 * * *', DAY, DAY],
  ['0 9,17 * * *', 8 * HOUR, 16 * HOUR],
  ['0 3 * * 1-5', DAY, 3 * DAY],
  ['0 3 1 * *', 28 * DAY, 31 * DAY],
  ['0 0 29 2 *', 1461 * DAY, 1461 * DAY],
  ['0 0 1 * 1', DAY, 7 * DAY],
])('%s', (expression, shortest, longest) => {
  expect(cronRhythm(expression)).toMatchObject({ shortest, longest })
})

test('what is wrong has no rhythm', () => {
  expect(cronRhythm('0 25 * * *')).toBeUndefined()
})

test('gaps are those of croner', () => {
  const part = (least: number, most: number) => fc.oneof(fc.constant('*'), fc.integer({ min: least, max: most }).map(String))
  const expression = fc.tuple(part(0, 59), part(0, 23), part(1, 28), fc.constant('*'), part(0, 6)).map((parts) => parts.join(' '))
  fc.assert(
    fc.property(expression, (text) => {
      const { shortest = 0, longest = 0 } = cronRhythm(text) ?? {}
      const runs = new Cron(text, { timezone: 'UTC' }).nextRuns(40, new Date('2024-01-01T00:00:00Z')).map((date) => date.getTime())
      for (let index = 1; index < runs.length; index++) {
        const gap = (runs[index] ?? 0) - (runs[index - 1] ?? 0)
        expect(gap).toBeGreaterThanOrEqual(shortest)
        expect(gap).toBeLessThanOrEqual(longest)
      }
    }),
    { numRuns: 150 },
  )
})
