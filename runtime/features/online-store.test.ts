import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openOnlineStore } from './online-store.js'
import { openStoreFile, storeKey } from './online-store-file.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'online-store-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

type Row = readonly [view: string, key: string, validFrom: number, event: number | null, values: object]

function write(path: string, rows: readonly Row[]): void {
  const database = openStoreFile(path)
  const insert = database.prepare('INSERT OR REPLACE INTO features VALUES (?, ?, ?, ?, ?)')
  for (const [view, key, validFrom, event, values] of rows) insert.run(view, key, validFrom, event, JSON.stringify(values))
  database.close()
}

test('takes the version in force at the time asked for', () => {
  const path = join(folder, 'store.db')
  write(path, [
    ['v', '["AA"]', 100, 90, { a: 1 }],
    ['v', '["AA"]', 200, 190, { a: 2 }],
    ['w', '["AA"]', 100, 90, { a: 3 }],
    ['v', '["1","x"]', 100, 90, { a: 4 }],
  ])
  const store = openOnlineStore(path)
  expect([99, 100, 199, 200, 1e15, 150, 50].map((at) => store.lookup('v', ['AA'], at)?.a)).toEqual([undefined, 1, 1, 2, 2, 1, undefined])
  expect(store.lookup('w', ['AA'], 250)).toEqual({ a: 3 })
  expect(store.lookup('v', [1, 'x'], 250)).toEqual({ a: 4 })
  expect(store.lookup('v', ['1', 'y'], 250)).toBeUndefined()
  store.close()
})

test('sees what another connection commits, also for keys that it knows to be absent', () => {
  const path = join(folder, 'new', 'store.db')
  const store = openOnlineStore(path, { readonly: true })
  expect(store.lookup('v', ['AA'], 100)).toBeUndefined()
  write(path, [['v', '["AA"]', 100, 90, { a: 1 }]])
  expect(store.lookup('v', ['AA'], 100)).toEqual({ a: 1 })
  write(path, [['v', '["AA"]', 100, 90, { a: 2 }]])
  expect(store.lookup('v', ['AA'], 100)).toEqual({ a: 2 })
  store.close()
})

test('with a ttl, values of an old event are missing and values of none are not', () => {
  const path = join(folder, 'store.db')
  write(path, [
    ['v', '["AA"]', 100, 90, { a: 1 }],
    ['v', '["BB"]', 100, null, { a: null, n: 0 }],
  ])
  const store = openOnlineStore(path)
  expect(store.lookup('v', ['AA'], 140, 50)).toEqual({ a: 1 })
  expect(store.lookup('v', ['AA'], 141, 50)).toBeUndefined()
  expect(store.lookup('v', ['BB'], 1e9, 50)).toEqual({ a: null, n: 0 })
  store.close()
})

test('a file that is no database is an error with a code', () => {
  const path = join(folder, 'store.db')
  writeFileSync(path, 'x'.repeat(5000))
  expect(() => openOnlineStore(path)).toThrowError(expect.objectContaining({ code: 'AF7301' }))
})

test('the cache answers as the table does, whatever its size and the order of look-ups', () => {
  const time = fc.integer({ min: 0, max: 20 })
  const name = fc.constantFrom('a', 'b', 'c')
  fc.assert(
    fc.property(
      fc.array(fc.tuple(name, time)),
      fc.array(fc.tuple(name, time)),
      fc.integer({ min: 1, max: 3 }),
      (versions, lookups, cacheSize) => {
        const path = join(folder, `${Math.random()}.db`)
        write(
          path,
          versions.map(([key, at]) => ['v', storeKey([key]), at, at, { at }] as const),
        )
        const store = openOnlineStore(path, { cacheSize })
        for (const [key, at] of lookups) {
          const times = versions.filter(([k, t]) => k === key && t <= at).map(([, t]) => t)
          expect(store.lookup('v', [key], at)?.at).toBe(times.length > 0 ? Math.max(...times) : undefined)
        }
        store.close()
      },
    ),
    { numRuns: 30 },
  )
})
