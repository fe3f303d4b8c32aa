import { expect, it } from 'vitest'
import { numericSample } from '../statistics/sample.js'
import { SampleCache } from './sample-cache.js'

const sampleOf = (values: number) => numericSample(Array.from({ length: values }, (_, i) => i))

function kept(cache: SampleCache, keys: string): string {
  return [...keys].filter((key) => cache.get(key) !== undefined).join('')
}

it('keeps samples while there is room, and drops the one used longest ago', () => {
  const cache = new SampleCache(30)
  for (const key of 'abc') cache.put(key, sampleOf(10))
  cache.get('a')
  cache.put('d', sampleOf(10))
  expect(kept(cache, 'abcd')).toBe('acd')
})

it('does not keep a sample that is larger than all of the room, and goes on counting', () => {
  const cache = new SampleCache(5)
  cache.put('a', sampleOf(10))
  expect(kept(cache, 'a')).toBe('')
  cache.put('b', sampleOf(5))
  expect(kept(cache, 'ab')).toBe('b')
})

it('counts a sample once that is put twice', () => {
  const cache = new SampleCache(20)
  cache.put('a', sampleOf(10))
  cache.put('a', sampleOf(10))
  cache.put('b', sampleOf(10))
  expect(kept(cache, 'ab')).toBe('ab')
})
