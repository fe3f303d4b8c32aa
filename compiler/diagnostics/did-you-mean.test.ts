import fc from 'fast-check'
import { expect, test } from 'vitest'
import { closest, editDistance, suggestName } from './did-you-mean.js'

test.each([
  ['hiden', ['hidden', 'epochs'], 'hidden'],
  ['min_samples', ['minSamples', 'minDelta'], 'minSamples'],
  ['batchsize', ['batchSize'], 'batchSize'],
  ['fligths', ['flights', 'weather'], 'flights'],
  ['wether', ['flights', 'weather'], 'weather'],
  ['x', ['abc'], undefined],
  ['totally_else', ['flights', 'weather'], undefined],
])('%s of %j is %s', (name, candidates, match) => {
  expect(closest(name, candidates)).toBe(match)
})

test('without a close name the few that exist are listed', () => {
  expect(suggestName('zzz', ['flights', 'weather'])).toBe('Known: flights, weather.')
  expect(suggestName('zzz', [])).toBeUndefined()
})

test('the distance is a symmetric distance, and one edit is 1', () => {
  const word = fc.string({ maxLength: 12 })
  fc.assert(
    fc.property(word, word, fc.nat(12), (a, b, at) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a))
      expect(editDistance(a, a)).toBe(0)
      expect(editDistance(a, `${a.slice(0, at)}#${a.slice(at)}`)).toBe(1)
    }),
  )
  expect(editDistance('flights', 'fligths')).toBe(1)
})
