import { Cron } from 'croner'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cronProblem } from './cron-fields.js'

test.each([
  '0 3 1 * *',
  '*/15 * * * *',
  '0 0 * * 0',
  '0 0 * * 7',
  '0 9-17/2 * * mon-fri',
  '5,10,20-30 * * JAN,jul *',
  '0 0 29 2 *',
  '0 0 31 2 1',
  '  0   0 * * *  ',
  '10/20 * * * *',
])('%s comes round', (expression) => {
  expect(cronProblem(expression)).toBeUndefined()
})

test.each([
  '60 * * * *',
  '* 24 * * *',
  '* * 0 * *',
  '* * * 13 *',
  '* * * * 8',
  '0 0 31 2 *',
  '0 0 31 4,6 *',
  '*/0 * * * *',
  '*/60 * * * *',
  '5-1 * * * *',
  '* * * *',
  '* * * * * *',
  'a * * * *',
  '1,,2 * * * *',
  '-1 * * * *',
  '1.5 * * * *',
  '* * L * *',
  '* * * * 1#2',
  '@daily',
])('%s does not', (expression) => {
  expect(cronProblem(expression)).toBeDefined()
})

/** What is accepted here is run by croner on one machine, so it must know it as well, and find a next time. */
test('croner knows every schedule that is accepted', () => {
  const number = (most: number) => fc.nat(most).map(String)
  const field = (most: number) =>
    fc.oneof(
      fc.constant('*'),
      number(most),
      fc.tuple(number(most), number(most)).map(([a, b]) => `${a}-${b}`),
      number(most).map((step) => `*/${step}`),
      fc.tuple(number(most), number(most)).map(([a, b]) => `${a},${b}`),
    )
  const expression = fc.tuple(field(61), field(25), field(32), field(13), field(8)).map((fields) => fields.join(' '))
  fc.assert(
    fc.property(expression, (text) => {
      if (cronProblem(text) !== undefined) return
      expect(new Cron(text, { timezone: 'UTC' }).nextRun(new Date('2024-01-01T00:00:00Z'))).toBeInstanceOf(Date)
    }),
    { numRuns: 500 },
  )
})
