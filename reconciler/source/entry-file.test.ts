import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { TestRepository } from '../testing/git-repository.js'
import { readEntry } from './entry-file.js'
import { GitSource } from './git-source.js'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'entry-file-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

const text = (name: string): string => `apiVersion: aifactory.dev/v1\nkind: AIFactory\nmetadata:\n  labels: {}\n  name: ${name}\n`

it('is read where it is, and told to have moved where it was', async () => {
  const repository = new TestRepository(root)
  repository.commit({ 'teams/a/aifactory.yaml': text('a'), 'teams/b/aifactory.yaml': text('b') })
  const source = await GitSource.open(join(root, 'teams/a'))
  const before = await readEntry(source, await source.current())
  expect(before).toBe(text('a'))
  repository.git('mv', 'teams/a', 'teams/c')
  const moved = await source.at(repository.commit({}))
  await expect(readEntry(source, moved, before)).rejects.toMatchObject({ code: 'AF8409', hint: expect.stringContaining('../c') })
  const renamed = await source.at(repository.commit({ 'teams/c/aifactory.yaml': `${text('a')}spec: {}\n` }))
  await expect(readEntry(source, renamed, before)).rejects.toMatchObject({ code: 'AF8409', hint: expect.stringContaining('../c') })
  repository.git('rm', '-rq', 'teams/c')
  const gone = await source.at(repository.commit({}))
  await expect(readEntry(source, gone, before)).rejects.toMatchObject({
    code: 'AF8409',
    hint: expect.stringContaining('Nothing is deleted'),
  })
})
