import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RecentMap } from './recent-map.js'

const step = fc.tuple(fc.constantFrom('get', 'set', 'clear'), fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.nat(9))

test('what it has is what was set last, and what was used of late is there', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 2, max: 6 }), (steps, size) => {
      const map = new RecentMap<number>(size)
      const truth = new Map<string, number>()
      let recent: string[] = []
      for (const [kind, key, value] of steps) {
        if (kind === 'clear') {
          map.clear()
          truth.clear()
          recent = []
          continue
        }
        if (kind === 'get') {
          const found = map.get(key)
          if (recent.slice(-Math.floor(size / 2)).includes(key)) expect(found).toBe(truth.get(key))
          else expect([undefined, truth.get(key)]).toContain(found)
          if (found === undefined) continue
        } else {
          map.set(key, value)
          truth.set(key, value)
        }
        recent = [...recent.filter((other) => other !== key), key]
      }
      const kept = ['a', 'b', 'c', 'd', 'e'].filter((key) => map.get(key) !== undefined)
      expect(kept.length).toBeLessThanOrEqual(size)
    }),
  )
})
