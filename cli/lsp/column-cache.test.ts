import { expect, test } from 'vitest'
import { AIFactoryError } from '../../schema/diagnostic.js'
import { ColumnCache } from './column-cache.js'

const SOURCE = { name: 's', format: 'csv', path: 'a.csv' } as const

test('asks once for the same data, until it is told to forget or time has passed', async () => {
  let asked = 0
  let now = 0
  const cache = new ColumnCache(
    async () => {
      asked++
      return [{ name: 'a' }]
    },
    () => now,
  )
  for (let time = 0; time < 3; time++) expect([...((await cache.read(SOURCE)) ?? [])]).toEqual([{ name: 'a' }])
  expect(asked).toBe(1)
  await cache.read({ ...SOURCE, path: 'b.csv' })
  expect(asked).toBe(2)
  now += 60_000
  await cache.read(SOURCE)
  expect(asked).toBe(3)
  cache.forget()
  await cache.read(SOURCE)
  expect(asked).toBe(4)
})

test('what failed while it was read fails each time', async () => {
  const cache = new ColumnCache(async () =>
    (function* () {
      yield { name: 'a' }
      throw new AIFactoryError('AF7005', 'damaged')
    })(),
  )
  for (let time = 0; time < 2; time++) {
    const columns = await cache.read(SOURCE)
    expect(() => [...(columns ?? [])]).toThrow('damaged')
  }
})
