import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sortFloats } from './sort-floats.js'

const number = fc.oneof(
  fc.float({ noNaN: true }),
  fc.constantFrom(0, -0, 1, -1, 2 ** -149, -(2 ** -149), 3.4028234663852886e38, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY),
)

it('sorts as the built-in sort does, whatever the values and wherever they lie in their buffer', () => {
  fc.assert(
    fc.property(fc.array(number, { maxLength: 200 }), fc.integer({ min: 1, max: 40 }), fc.boolean(), (some, times, offset) => {
      // Repeated and scaled, so that there are enough for the buckets.
      const all = Float32Array.from(Array.from({ length: times }, (_, i) => some.map((value) => value * (i + 1))).flat())
      const whole = new Float32Array(all.length + 3)
      const values = whole.subarray(offset ? 2 : 0, (offset ? 2 : 0) + all.length)
      values.set(all)
      sortFloats(values)
      expect(values).toEqual(all.sort())
      if (offset) expect([whole[0], whole[1], whole[whole.length - 1]]).toEqual([0, 0, 0])
    }),
    { numRuns: 100 },
  )
})

it('sorts more values than there are buckets, with parts of the key that do not differ', () => {
  for (const value of [(i: number) => i % 7, (i: number) => Math.sin(i) * 1e6, (i: number) => 1 + (i % 3) / 2, () => -4]) {
    const values = Float32Array.from({ length: 10_000 }, (_, i) => value(i))
    const expected = values.slice().sort()
    sortFloats(values)
    expect(values).toEqual(expected)
  }
})
