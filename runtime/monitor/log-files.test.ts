import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { logFiles } from './log-files.js'

let logDir: string
beforeAll(async () => {
  logDir = await mkdtemp(join(tmpdir(), 'log-'))
  for (const day of ['2013-02-27', '2013-02-28', '2013-03-01', '2013-03-02']) await writeFile(join(logDir, `${day}.jsonl`), '{}\n')
  await writeFile(join(logDir, '2013-03-03.jsonl'), '')
})
afterAll(() => rm(logDir, { recursive: true }))

it.each([
  ['2013-02-28T00:00:00Z', '2013-03-01T00:00:00Z', ['2013-02-28']],
  ['2013-02-28T23:59:59.999Z', '2013-03-01T00:00:00.001Z', ['2013-02-28', '2013-03-01']],
  // 01:00 in a zone an hour ahead is still the day before in UTC.
  ['2013-03-01T00:30:00+01:00', '2013-03-01T01:00:00+01:00', ['2013-02-28']],
  ['2013-02-20T00:00:00Z', '2013-03-10T00:00:00Z', ['2013-02-27', '2013-02-28', '2013-03-01', '2013-03-02']],
  ['2013-03-01T00:00:00Z', '2013-03-01T00:00:00Z', []],
  ['2014-01-01T00:00:00Z', '2014-01-08T00:00:00Z', []],
])('from %s to %s reads %s', async (from, to, days) => {
  expect((await logFiles({ logDir, from, to })).map((path) => basename(path, '.jsonl'))).toEqual(days)
})

it('a log that does not exist yet has no files', async () => {
  expect(await logFiles({ logDir: join(logDir, 'none'), from: '2013-03-01T00:00:00Z', to: '2013-03-02T00:00:00Z' })).toEqual([])
})

it('replicas may each have a folder', async () => {
  const dir = join(logDir, 'shared')
  for (const replica of ['b', 'a']) {
    await mkdir(join(dir, replica), { recursive: true })
    await writeFile(join(dir, replica, '2013-03-01.jsonl'), '{}\n')
  }
  const files = await logFiles({ logDir: dir, from: '2013-03-01T00:00:00Z', to: '2013-03-02T00:00:00Z' })
  expect(files).toEqual(['a', 'b'].map((replica) => join(dir, replica, '2013-03-01.jsonl')))
})
