import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CRON_JOB_LENGTH, labelValue, nameOf } from './names.js'

const RFC_1035 = /^[a-z]([a-z0-9-]*[a-z0-9])?$/

test.each([
  [['flight-delays', 'delay-api'], 'flight-delays-delay-api'],
  [['flight-delays', 'materialize', 'carrier_history'], /^flight-delays-materialize-carrier-history-[0-9a-f]{8}$/],
  [['1st', 'api'], /^x-1st-api-[0-9a-f]{8}$/],
  [['a'.repeat(53), 'train', 'b'.repeat(53)], /^a{53}-[0-9a-f]{8}$/],
  [['Flights'], /^flights-[0-9a-f]{8}$/],
  [['___'], /^x-[0-9a-f]{8}$/],
] as const)('%j', (words, expected) => {
  expect(nameOf(words)).toMatch(typeof expected === 'string' ? new RegExp(`^${expected}$`) : expected)
})

test('a digest of the content always survives', () => {
  expect(nameOf(['a'.repeat(60), 'b'], { hash: '0123456789abcdef' })).toMatch(/^a+-[0-9a-f]{8}-0123456789$/)
})

const words = fc.array(fc.string({ minLength: 1, maxLength: 80 }), { minLength: 1, maxLength: 4 })

test('every name is a DNS label that fits', () => {
  fc.assert(
    fc.property(
      words,
      fc.option(fc.constant('0123456789abcdef'), { nil: undefined }),
      fc.constantFrom(63, CRON_JOB_LENGTH),
      (some, hash, maxLength) => {
        const name = nameOf(some, { hash, maxLength })
        expect(name).toMatch(RFC_1035)
        expect(name.length).toBeLessThanOrEqual(maxLength)
      },
    ),
  )
})

test('different last words give different names, however long or odd they are', () => {
  const last = fc.oneof(
    fc.stringMatching(/^[a-z]([a-z0-9-]{0,60}[a-z0-9])?$/),
    fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,80}$/),
    fc.string({ minLength: 1, maxLength: 80 }),
  )
  fc.assert(
    fc.property(last, last, (a, b) => {
      fc.pre(a !== b)
      expect(nameOf(['factory', 'train', a])).not.toBe(nameOf(['factory', 'train', b]))
    }),
    { numRuns: 500 },
  )
})

test('values of labels are valid', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 100 }), (text) => {
      expect(labelValue(text)).toMatch(/^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/)
    }),
  )
})
