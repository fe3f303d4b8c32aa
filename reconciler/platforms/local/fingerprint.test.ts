import { mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Store } from '../../store/store.js'
import { trips } from '../../testing/factory-fixture.js'
import { Fingerprints } from './fingerprint.js'

let folder: string
let store: Store
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aifactory-files-'))
  store = new Store(join(folder, 'state.db'))
  mkdirSync(join(folder, 'data'))
  write('a.parquet', 'one')
  write('b.parquet', 'two')
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

const source = { ...trips, path: 'data/*.parquet' }
let clock = 1_000_000
/** Writes a file, at a time of its own. */
function write(name: string, content: string): void {
  writeFileSync(join(folder, 'data', name), content)
  utimesSync(join(folder, 'data', name), clock, clock++)
}
const fresh = (): Promise<string> => new Fingerprints(store, folder).of(source)

describe('the fingerprint of a source', () => {
  it('is that of the content, not of the time', async () => {
    const before = await fresh()
    write('a.parquet', 'one')
    expect(await fresh()).toBe(before)
  })

  it.each<[string, () => void]>([
    ['another content of the same size', () => write('a.parquet', 'ONE')],
    ['a file more', () => write('c.parquet', 'three')],
    ['a file less', () => rmSync(join(folder, 'data/b.parquet'))],
    [
      'two files exchanged',
      () => {
        write('a.parquet', 'two')
        write('b.parquet', 'one')
      },
    ],
  ])('changes with %s', async (_, change) => {
    const before = await fresh()
    change()
    expect(await fresh()).not.toBe(before)
  })

  it('does not change with files that are not its own', async () => {
    const before = await fresh()
    write('notes.txt', 'x')
    expect(await fresh()).toBe(before)
  })

  it('exists for a source without files', async () => {
    expect(await new Fingerprints(store, folder).of({ ...source, path: 'none/*.parquet' })).toMatch(/^[0-9a-f]{64}$/)
  })

  it('is taken without reading files that have not changed, also after a restart', async () => {
    const before = await fresh()
    const path = join(folder, 'data/a.parquet')
    const { mtimeMs } = statSync(path)
    // Seen from outside, this file has not changed: who reads it would see that it has.
    writeFileSync(path, 'ONE')
    utimesSync(path, mtimeMs / 1000, mtimeMs / 1000)
    expect(statSync(path).mtimeMs).toBe(mtimeMs)
    expect(await fresh()).toBe(before)
  })
})
