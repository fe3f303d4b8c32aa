import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { InferenceLog } from './inference-log.js'

let folder: string
let dir: string
const seen = { written: 0, dropped: 0, message: undefined as string | undefined }
const events = {
  written(records: number): void {
    seen.written += records
  },
  dropped(records: number): void {
    seen.dropped += records
  },
  failing(message: string | undefined): void {
    seen.message = message
  },
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inference-log-'))
  dir = join(folder, 'log')
  Object.assign(seen, { written: 0, dropped: 0, message: undefined })
})
afterEach(() => rmSync(folder, { recursive: true }))
const read = (date: string) => readFileSync(join(dir, `${date}.jsonl`), 'utf8')

test('writes lines by date, in order, whatever their size', async () => {
  const log = new InferenceLog(dir, events)
  const lines = Array.from({ length: 3000 }, (_, i) => ({ date: `2013-01-0${(i % 3) + 1}`, line: `${i} ${'ä'.repeat((i * 37) % 500)}\n` }))
  lines.push({ date: '2013-01-01', line: `${'x'.repeat(600_000)}\n` }, { date: '2013-01-01', line: 'last\n' })
  for (const { date, line } of lines) log.append(date, line)
  expect(await log.flush()).toBe(true)
  for (const date of ['2013-01-01', '2013-01-02', '2013-01-03']) {
    expect(
      read(date) ===
        lines
          .filter((each) => each.date === date)
          .map(({ line }) => line)
          .join(''),
    ).toBe(true)
  }
  expect(seen).toEqual({ written: lines.length, dropped: 0, message: undefined })
})

test('appends to a file, and cuts off what a killed writer left of a line', async () => {
  const first = new InferenceLog(dir, events)
  first.append('2013-01-01', 'a\n')
  await first.flush()
  writeFileSync(join(dir, '2013-01-01.jsonl'), 'a\n{"half', { flag: 'w' })
  const second = new InferenceLog(dir, events)
  second.append('2013-01-01', 'b\n')
  await second.flush()
  second.append('2013-01-01', 'c\n')
  await second.flush()
  expect(read('2013-01-01')).toBe('a\nb\nc\n')
})

test('keeps what cannot be written, says so, and writes it later in order', async () => {
  writeFileSync(dir, 'a file where the folder should be')
  const log = new InferenceLog(dir, events)
  log.append('2013-01-01', 'a\n')
  expect(await log.flush()).toBe(false)
  expect(seen.message).toMatch(/cannot be written/)
  log.append('2013-01-01', 'b\n')
  expect(await log.flush()).toBe(false)
  rmSync(dir)
  log.append('2013-01-02', 'c\n')
  expect(await log.flush()).toBe(true)
  expect(read('2013-01-01')).toBe('a\nb\n')
  expect(readdirSync(dir)).toEqual(['2013-01-01.jsonl', '2013-01-02.jsonl'])
  expect(seen).toEqual({ written: 3, dropped: 0, message: undefined })
})

test('drops lines beyond what it keeps while nothing can be written', async () => {
  writeFileSync(dir, 'a file where the folder should be')
  const log = new InferenceLog(dir, events)
  const line = `${'x'.repeat(100_000)}\n`
  for (let i = 0; i < 500; i++) {
    log.append('2013-01-01', line)
    if (i % 50 === 0) await log.flush()
  }
  expect(seen.dropped).toBeGreaterThan(0)
  rmSync(dir)
  expect(await log.flush()).toBe(true)
  expect(read('2013-01-01').length).toBe((500 - seen.dropped) * line.length)
})
