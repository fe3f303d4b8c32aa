import fs from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import git from 'isomorphic-git'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { BASE } from '../../compiler/testing/base-factory.js'
import { compileCommit } from './compile-commit.js'

let root: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'compile-commit-'))
  await git.init({ fs, dir: root, defaultBranch: 'main' })
  await commit('readme.md', 'nothing yet')
})
afterEach(() => rm(root, { recursive: true, force: true }))

async function commit(path: string, text: string): Promise<string> {
  await mkdir(join(root, path, '..'), { recursive: true })
  await writeFile(join(root, path), text)
  await git.add({ fs, dir: root, filepath: path })
  return git.commit({ fs, dir: root, message: `Write ${path}`, author: { name: 'Ada', email: 'ada@example.com' } })
}

it('compiles what was committed, with what it includes, whatever lies there now', async () => {
  await commit('team/extra.yaml', 'spec: { entities: { plane: { joinKeys: [tail] } } }\n')
  const first = await commit('team/aifactory.yaml', BASE.replace('spec:\n', 'spec:\n  include: [extra.yaml]\n'))
  await commit('team/aifactory.yaml', BASE.replace('epochs: 3', 'epochs: 4'))
  await writeFile(join(root, 'team/aifactory.yaml'), 'broken: [')
  await rm(join(root, 'team/extra.yaml'))
  const parameters = async (name: string) => (await compileCommit(join(root, 'team'), name, {})).factory?.models['late-arrival']?.trainer
  expect(await parameters('HEAD')).toMatchObject({ parameters: { epochs: 4 } })
  expect(await parameters('HEAD~1')).toMatchObject({ parameters: { epochs: 3 } })
  expect((await compileCommit(join(root, 'team'), first, {})).revision.id).toBe(first)
})

it('finds nothing where the file or the target was not there yet', async () => {
  expect((await compileCommit(root, 'HEAD', {})).factory).toBeUndefined()
  await commit('aifactory.yaml', BASE.replace('spec:\n', 'spec:\n  targets: { dev: {} }\n'))
  expect((await compileCommit(root, 'HEAD', { target: 'prod' })).factory).toBeUndefined()
  expect((await compileCommit(root, 'HEAD', { target: 'dev' })).factory?.target).toBe('dev')
})

it('refuses a commit with errors, and says which', async () => {
  await commit('aifactory.yaml', BASE.replace('dataset: departures', 'dataset: arrivals'))
  await expect(compileCommit(root, 'HEAD', {})).rejects.toMatchObject({ code: 'AF8041', detail: expect.stringContaining('AF3') })
})
