import fc from 'fast-check'
import { expect, it } from 'vitest'
import { monthsOf, weeksOf } from './spans.js'

it.each([
  ['months', monthsOf],
  ['weeks', weeksOf],
])('%s cover a span without a gap', (_, split) => {
  const time = fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2090, 0, 1) })
  fc.assert(
    fc.property(time, fc.integer({ min: 1, max: 800 * 86_400_000 }), (from, length) => {
      const spans = split({ from, to: from + length })
      expect(spans[0]?.from).toBe(from)
      expect(spans.at(-1)?.to).toBe(from + length)
      for (const [i, span] of spans.entries()) {
        expect(span.to).toBeGreaterThan(span.from)
        expect(span.from).toBe(spans[i - 1]?.to ?? from)
      }
    }),
  )
})
