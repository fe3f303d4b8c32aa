import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GitSource } from './git-source.js'

let root: string
const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'commit.gpgsign=false', ...args], {
    cwd: join(root, 'work'),
    encoding: 'utf8',
  }).trim()

async function commit(message: string): Promise<void> {
  await writeFile(join(root, 'work', `${message}.txt`), message)
  git('add', '.')
  git('commit', '-q', '-m', message)
}

/** main: one, two, merge of a branch with three; and a branch of its own with four. */
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'resolve-commit-'))
  execFileSync('git', ['init', '-q', '-b', 'main', join(root, 'work')])
  await commit('one')
  await commit('two')
  git('checkout', '-q', '-b', 'side', 'HEAD~1')
  await commit('three')
  git('checkout', '-q', 'main')
  git('merge', '-q', '--no-ff', '-m', 'merge', 'side')
  git('tag', '-a', 'v1', '-m', 'annotated')
  git('tag', 'light', 'HEAD~1')
  git('checkout', '-q', '-b', 'feature/own')
  await commit('four')
  git('worktree', 'add', '-q', join(root, 'linked'), '-b', 'linked', 'main')
})
afterAll(() => rm(root, { recursive: true, force: true }))

describe('a commit is named', () => {
  it.each([
    'HEAD',
    '@',
    'main',
    'feature/own',
    'refs/heads/side',
    'v1',
    'light',
    'HEAD~1',
    'HEAD~',
    'HEAD~2',
    'HEAD^',
    'main^2',
    'main^1',
    'v1~1',
    'main^2~1',
    'HEAD^^',
    'main^0',
  ])('as git reads %s', async (name) => {
    const source = await GitSource.open(join(root, 'work'))
    expect((await source.named(name)).id).toBe(git('rev-parse', `${name}^{commit}`))
  })

  it('by a hash, shortened or whole', async () => {
    const source = await GitSource.open(join(root, 'work'))
    const whole = git('rev-parse', 'main')
    for (const length of [7, 12, 40]) expect((await source.named(whole.slice(0, length))).id).toBe(whole)
  })

  it.each(['none', 'HEAD~99', 'main^3', 'deadbeef', 'HEAD:one.txt', '--all'])('%s is none', async (name) => {
    const source = await GitSource.open(join(root, 'work'))
    await expect(source.named(name)).rejects.toMatchObject({ code: 'AF8040' })
  })
})

it('finds where HEAD left the default branch', async () => {
  const source = await GitSource.open(join(root, 'work'))
  expect(await source.mergeBase()).toMatchObject({ branch: 'main', revision: { id: git('rev-parse', 'main'), message: 'merge' } })
})

it('does without a common commit where a shallow clone lacks it', async () => {
  const clone = join(root, 'shallow')
  execFileSync('git', ['clone', '-q', '--depth', '1', '-b', 'side', `file://${join(root, 'work')}`, clone])
  execFileSync('git', ['fetch', '-q', '--depth', '1', 'origin', 'main:refs/remotes/origin/main'], { cwd: clone })
  const source = await GitSource.open(clone)
  expect(await source.mergeBase()).toBeUndefined()
  await expect(source.named('HEAD~1')).rejects.toMatchObject({ code: 'AF8040' })
})

it('reads a linked working tree, which has a HEAD of its own', async () => {
  const source = await GitSource.open(join(root, 'linked'))
  const revision = await source.current()
  expect(revision.id).toBe(git('rev-parse', 'linked'))
  expect(await source.read(revision, 'three.txt')).toBe('three')
  expect(await source.isDirty('three.txt')).toBe(false)
})
