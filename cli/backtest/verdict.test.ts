import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { difference } from './differences.js'
import { policyOf } from './report.fixture.js'
import { verdictOf } from './verdict.js'

const weeks = (value: number, count = 12) => Array.from({ length: count }, (_, week) => value + 0.02 * Math.sin(week))
const judged = (mine: readonly (number | undefined)[], theirs: readonly (number | undefined)[]) => {
  const policies = [policyOf('file', mine), policyOf('base', theirs)] as const
  const found = difference('roc_auc', ...policies, 0)
  return verdictOf('roc_auc', policies, found ? [found] : [], 'main').quality
}

describe('the verdict', () => {
  it.each([
    ['better', weeks(0.75), weeks(0.7)],
    ['worse', weeks(0.65), weeks(0.7)],
    ['same', weeks(0.7), weeks(0.7).toReversed()],
    ['unknown', weeks(0.75, 3), weeks(0.7, 3)],
    ['unknown', weeks(0.75), []],
  ])('is %s', (quality, mine, theirs) => expect(judged(mine, theirs)).toBe(quality))

  it('says so where two policies come to the same', () => {
    const policies = [policyOf('file', weeks(0.7)), policyOf('base', weeks(0.7))]
    expect(verdictOf('roc_auc', policies, [], 'main')).toMatchObject({
      quality: 'same',
      sentence: expect.stringContaining('the same as main'),
    })
  })

  it('is unknown where nothing was served', () => {
    const idle = policyOf('file', [], { quality: { rows: 0, outcomes: 0, metrics: {} } })
    expect(verdictOf('roc_auc', [idle, policyOf('never', weeks(0.7))], [], undefined).quality).toBe('unknown')
  })
})

describe('a difference', () => {
  it('has its mean within its interval, is the same for a seed, and turns round with its sides', () => {
    const values = fc.array(fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }), { minLength: 6, maxLength: 40 })
    fc.assert(
      fc.property(values, values, fc.nat(), (mine, theirs, seed) => {
        const [file, base] = [policyOf('file', mine), policyOf('base', theirs)]
        const found = difference('roc_auc', file, base, seed)
        expect(difference('roc_auc', file, base, seed)).toEqual(found)
        expect((difference('roc_auc', base, file, seed)?.mean ?? 0) + (found?.mean ?? 0)).toBeCloseTo(0, 6)
        if (found?.lower === undefined || found.upper === undefined) return
        expect(found.lower).toBeLessThanOrEqual(found.mean + 0.2)
        expect(found.lower).toBeLessThanOrEqual(found.upper)
      }),
      { numRuns: 30 },
    )
  })

  it('is positive for a smaller error', () => {
    const error = (value: number) =>
      policyOf('file', [], { weeks: policyOf('file', weeks(value)).weeks.map((week) => ({ ...week, metrics: { rmse: value } })) })
    expect(difference('rmse', error(1), error(2), 0)).toMatchObject({ mean: 1, lower: 1, upper: 1 })
  })
})
