import fs from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import git from 'isomorphic-git'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { GitSource } from './git-source.js'
import { WorkingTree } from './working-tree.js'

const author = { name: 'Ada', email: 'ada@example.com' }
let root: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'git-source-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

async function commit(files: Record<string, string>, message: string): Promise<string> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(root, path, '..'), { recursive: true })
    await writeFile(join(root, path), text)
    await git.add({ fs, dir: root, filepath: path })
  }
  return git.commit({ fs, dir: root, message, author })
}

describe('a folder of a repository', () => {
  it('is read as committed, not as it lies there', async () => {
    await git.init({ fs, dir: root })
    const oid = await commit({ 'team/aifactory.yaml': 'a: 1\n', 'aifactory.yaml': 'other\n' }, 'First\n\nbody')
    await writeFile(join(root, 'team/aifactory.yaml'), 'a: 2\n')
    const source = await GitSource.open(join(root, 'team'))
    const revision = await source.current()
    expect(revision).toEqual({ id: oid, message: 'First', author: 'Ada' })
    expect(await source.read(revision, 'aifactory.yaml')).toBe('a: 1\n')
    expect(await source.read(revision, 'none.yaml')).toBeUndefined()
    expect(await source.isDirty('aifactory.yaml')).toBe(true)
  })

  it('sees a new commit, and the one before under its own hash', async () => {
    await git.init({ fs, dir: root })
    await commit({ 'aifactory.yaml': 'a: 1\n' }, 'First')
    const source = await GitSource.open(root)
    const first = await source.current()
    const second = await commit({ 'aifactory.yaml': 'a: 2\n' }, 'Second')
    expect((await source.current()).id).toBe(second)
    expect(await source.read(first, 'aifactory.yaml')).toBe('a: 1\n')
    expect(await source.isDirty('aifactory.yaml')).toBe(false)
  })

  it('checks out files and folders, and tells their content by a digest', async () => {
    await git.init({ fs, dir: root })
    await commit({ 'train/train.py': 'print(1)\n', 'train/lib/x.py': 'x = 1\n', 'other.py': '' }, 'Code')
    const source = await GitSource.open(root)
    const target = join(root, 'out')
    const digest = await source.checkOut(await source.current(), ['train'], target)
    expect(await readFile(join(target, 'train/lib/x.py'), 'utf8')).toBe('x = 1\n')
    expect(fs.existsSync(join(target, 'other.py'))).toBe(false)
    await commit({ 'other.py': 'changed\n' }, 'Elsewhere')
    expect(await source.checkOut(await source.current(), ['train'], target)).toBe(digest)
    await commit({ 'train/train.py': 'print(2)\n' }, 'Here')
    expect(await source.checkOut(await source.current(), ['train'], target)).not.toBe(digest)
    await expect(source.checkOut(await source.current(), ['gone.py'], target)).rejects.toMatchObject({ code: 'AF8012' })
  })
})

it('gives code the digest that the working tree gives it, so that a plan finds what was trained', async () => {
  await git.init({ fs, dir: root })
  await commit({ 'team/train/train.py': 'print(1)\n', 'team/train/lib/x.py': 'x = 1\n', 'team/one.py': '' }, 'Code')
  const [source, tree] = [await GitSource.open(join(root, 'team')), new WorkingTree(join(root, 'team'))]
  const revision = await source.current()
  for (const paths of [['train'], ['train/'], ['one.py', 'train'], ['./train/lib'], ['.']]) {
    expect(await source.digest(revision, paths), paths.join()).toBe(await tree.digest(revision, paths))
  }
  expect(await source.digest(revision, ['train/'])).toBe(await source.checkOut(revision, ['train'], join(root, 'out')))
})

describe('a file that cannot be read as text', () => {
  it.each([
    ['too large', 'x'.repeat(1024 * 1024 + 1), 'AF1003'],
    ['no UTF-8', Buffer.from([0xff, 0xfe, 0x00]), 'AF1004'],
  ])('is refused: %s', async (_title, content, code) => {
    await git.init({ fs, dir: root })
    await writeFile(join(root, 'aifactory.yaml'), content)
    await git.add({ fs, dir: root, filepath: 'aifactory.yaml' })
    await git.commit({ fs, dir: root, message: 'Add', author })
    const source = await GitSource.open(root)
    await expect(source.read(await source.current(), 'aifactory.yaml')).rejects.toMatchObject({ code })
  })
})

describe('a folder that cannot be followed', () => {
  it('is refused when it is in no repository', async () => {
    await expect(GitSource.open(root)).rejects.toMatchObject({ code: 'AF8010' })
  })

  it('is refused while nothing is committed', async () => {
    await git.init({ fs, dir: root })
    await expect(GitSource.open(root)).rejects.toMatchObject({ code: 'AF8011' })
  })
})

describe('what includes name', () => {
  it('is listed as committed, and never read from outside of the repository', async () => {
    await git.init({ fs, dir: root })
    await commit({ 'team/aifactory.yaml': 'a: 1\n', 'team/parts/a.yaml': '', 'shared/b.yaml': 'b: 1\n' }, 'First')
    await mkdir(join(root, 'team/later'), { recursive: true })
    const source = await GitSource.open(join(root, 'team'))
    const revision = await source.current()
    expect([...(await source.list(revision, '.'))].sort()).toEqual(['aifactory.yaml', 'parts/'])
    expect(await source.list(revision, 'parts')).toEqual(['a.yaml'])
    expect(await source.list(revision, '../shared')).toEqual(['b.yaml'])
    expect(await source.list(revision, 'aifactory.yaml')).toEqual([])
    expect(await source.list(revision, '../..')).toEqual([])
    expect(await source.read(revision, '../shared/b.yaml')).toBe('b: 1\n')
    await expect(source.read(revision, '../../etc/passwd')).rejects.toMatchObject({ code: 'AF3014' })
  })

  it('is so for files as they lie there', async () => {
    await git.init({ fs, dir: root })
    await commit({ 'team/aifactory.yaml': 'a: 1\n', 'team/parts/a.yaml': '', 'shared/b.yaml': 'b: 1\n' }, 'First')
    const source = new WorkingTree(join(root, 'team'))
    const revision = await source.current()
    expect([...(await source.list(revision, '.'))].sort()).toEqual(['aifactory.yaml', 'parts/'])
    expect(await source.list(revision, '../shared')).toEqual(['b.yaml'])
    expect(await source.list(revision, '../..')).toEqual([])
    expect(await source.read(revision, '../shared/b.yaml')).toBe('b: 1\n')
    expect(await source.read(revision, 'none.yaml')).toBeUndefined()
    await expect(source.read(revision, '../..')).rejects.toMatchObject({ code: 'AF3014' })
    await fs.promises.symlink('/etc/passwd', join(root, 'team/link.yaml'))
    await expect(source.read(revision, 'link.yaml')).rejects.toMatchObject({ code: 'AF3014' })
  })
})
