import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatMetric, formatMonth, formatPercent, formatSpan, formatTime, shorten, withTimes } from './format.js'

test.each([
  [formatTime(Date.UTC(2013, 5, 4, 3)), '4 Jun 2013, 03:00'],
  [formatMonth(Date.UTC(2013, 0, 1), false), 'Jan 2013'],
  [formatMonth(Date.UTC(2013, 1, 1), false), 'Feb'],
  [formatSpan(90_000), '2 min'],
  [formatSpan(31 * 3_600_000), '31 h'],
  [formatSpan(72 * 3_600_000), '3 days'],
  [formatPercent(0.05), '5%'],
  [formatPercent(0.333), '33%'],
  [formatMetric(0.68123), '0.6812'],
  [formatMetric(12345.678), '12350'],
  [formatMetric(0.0000123), '0.0000123'],
  [withTimes('cooldown until 2013-10-21T03:00:00.000Z'), 'cooldown until 21 Oct 2013, 03:00 UTC'],
])('%s', (text, wanted) => {
  expect(text).toBe(wanted)
})

test('shortened names fit and keep both ends', () => {
  expect(shorten('mean_arr_delay_7d', 14)).toBe('mean_arr_…y_7d')
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 4, max: 30 }), (text, length) => {
      expect(shorten(text, length).length).toBeLessThanOrEqual(length)
    }),
  )
})
