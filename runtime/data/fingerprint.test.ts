import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fingerprintSources } from './fingerprint.js'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'fingerprint-'))
  mkdirSync(join(dir, 'data'))
  write('a.parquet', 'one')
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

function write(name: string, content: string, time = 1000): void {
  writeFileSync(join(dir, 'data', name), content)
  utimesSync(join(dir, 'data', name), time, time)
}

async function look(path = 'data/*.parquet'): Promise<string | undefined> {
  const source = { name: 'trips', format: 'parquet', path } as const
  const job = { kind: 'Fingerprint', outputDir: dir, baseDir: dir, sources: [source], memory: join(dir, 'memory.json') } as const
  const context = { log: () => {}, progress: () => {}, signal: new AbortController().signal }
  return (await fingerprintSources({ ...job, sources: [...job.sources] }, context)).fingerprints?.trips
}

it('tells other contents, files and names apart, and nothing else', async () => {
  const first = await look()
  expect(await look()).toBe(first)
  write('notes.txt', 'x')
  expect(await look()).toBe(first)
  write('a.parquet', 'two', 2000)
  const second = await look()
  write('b.parquet', 'two', 2000)
  const third = await look()
  expect(new Set([first, second, third]).size).toBe(3)
  write('a.parquet', 'one', 3000)
  rmSync(join(dir, 'data', 'b.parquet'))
  expect(await look()).toBe(first)
})

it('a file whose size and time are as before is not read again; without its memory, every one is', async () => {
  const first = await look()
  write('a.parquet', 'TWO')
  expect(await look()).toBe(first)
  rmSync(join(dir, 'memory.json'))
  expect(await look()).not.toBe(first)
})
