import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { latestTick, nextTick } from './schedule.js'

const at = (text: string): number => Date.parse(text)

describe('the latest tick', () => {
  it.each([
    ['is the tick itself', '0 3 * * *', '2013-01-01T00:00:00Z', '2013-01-01T03:00:00Z', '2013-01-01T03:00:00Z'],
    ['has not come a millisecond before', '0 3 * * *', '2013-01-01T00:00:00Z', '2013-01-01T02:59:59.999Z', undefined],
    ['is found a millisecond later', '0 3 * * *', '2013-01-01T00:00:00Z', '2013-01-01T03:00:00.001Z', '2013-01-01T03:00:00Z'],
    ['is not seen twice', '0 3 * * *', '2013-01-01T03:00:00Z', '2013-01-01T20:00:00Z', undefined],
    ['is one of many that were missed', '0 * * * *', '2013-01-01T00:00:00Z', '2013-01-05T10:30:00Z', '2013-01-05T10:00:00Z'],
    ['comes once a month', '0 3 1 * *', '2013-01-01T03:00:00Z', '2013-02-28T00:00:00Z', '2013-02-01T03:00:00Z'],
    ['comes on 29 February', '0 0 29 2 *', '2012-03-01T00:00:00Z', '2016-03-01T00:00:00Z', '2016-02-29T00:00:00Z'],
    ['knows no summer time', '30 2 * * *', '2013-03-31T00:00:00Z', '2013-03-31T02:30:00Z', '2013-03-31T02:30:00Z'],
  ])('%s', (_, expression, after, now, expected) => {
    expect(latestTick(expression, at(after), at(now))).toBe(expected && at(expected))
  })

  it('can be asked for without a beginning', () => {
    expect(latestTick('0 * * * *', Number.NEGATIVE_INFINITY, at('2013-01-01T00:30:00Z'))).toBe(at('2013-01-01T00:00:00Z'))
  })

  it('lies in (after, now], and no tick lies between it and now', () => {
    const times = fc.integer({ min: at('2012-01-01T00:00:00Z'), max: at('2015-01-01T00:00:00Z') })
    const expressions = fc.constantFrom('* * * * *', '*/15 * * * *', '0 3 * * *', '0 3 1 * *', '5 4 * * 1')
    fc.assert(
      fc.property(expressions, times, times, (expression, a, b) => {
        const [after, now] = [Math.min(a, b), Math.max(a, b)]
        const tick = latestTick(expression, after, now)
        const next = nextTick(expression, tick ?? after)
        if (tick !== undefined) expect(tick > after && tick <= now).toBe(true)
        expect(next !== undefined && next > now).toBe(true)
      }),
      { numRuns: 200 },
    )
  })
})
