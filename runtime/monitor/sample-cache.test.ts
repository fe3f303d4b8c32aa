import { expect, it } from 'vitest'
import { numericSample } from '../statistics/sample.js'
import { SampleCache } from './sample-cache.js'

/** Tells which samples are read, of so many distinct values each. */
function reader(values: number) {
  const read: string[] = []
  return {
    read,
    of: (key: string) => async () => {
      read.push(key)
      return numericSample(Array.from({ length: values }, (_, i) => i))
    },
  }
}

it('reads each sample once while it has room, and drops the one used longest ago', async () => {
  const cache = new SampleCache(30)
  const { read, of } = reader(10)
  for (const key of ['a', 'b', 'c', 'a', 'b', 'd', 'a', 'b', 'd']) await cache.get(key, of(key))
  expect(read).toEqual(['a', 'b', 'c', 'd'])
  await cache.get('c', of('c'))
  expect(read).toEqual(['a', 'b', 'c', 'd', 'c'])
})

it('hands out a sample that is too large to keep, and keeps counting', async () => {
  const cache = new SampleCache(5)
  const { read, of } = reader(10)
  for (const key of ['a', 'a', 'b']) expect((await cache.get(key, of(key))).total).toBe(10)
  expect(read).toEqual(['a', 'a', 'b'])
})

it('reads again what could not be read', async () => {
  const cache = new SampleCache(100)
  await expect(cache.get('a', () => Promise.reject(new Error('gone')))).rejects.toThrow('gone')
  expect((await cache.get('a', reader(3).of('a'))).total).toBe(3)
})

it('does not count a sample twice that two callers read at once', async () => {
  const cache = new SampleCache(20)
  const { read, of } = reader(10)
  await Promise.all([cache.get('a', of('a')), cache.get('a', of('a'))])
  await cache.get('b', of('b'))
  await cache.get('a', of('a'))
  expect(read).toEqual(['a', 'a', 'b'])
})
