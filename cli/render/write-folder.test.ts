import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeFolder } from './write-folder.js'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'render-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

const files = (entries: Record<string, string>): Map<string, string> => new Map(Object.entries(entries))

test('makes the folder and those above it', async () => {
  const out = join(root, 'a', 'b')
  await writeFolder(out, files({ 'x.yaml': '1', 'y.yaml': '2' }))
  expect((await readdir(out)).sort()).toEqual(['.aifactory-render', 'x.yaml', 'y.yaml'])
  expect(await readdir(join(root, 'a'))).toEqual(['b'])
})

test('replaces what it wrote, and leaves out what is no longer there', async () => {
  const out = join(root, 'out')
  await writeFolder(out, files({ 'x.yaml': '1', 'y.yaml': '2' }))
  await writeFolder(out, files({ 'y.yaml': '3' }))
  expect((await readdir(out)).sort()).toEqual(['.aifactory-render', 'y.yaml'])
  expect(await readFile(join(out, 'y.yaml'), 'utf8')).toBe('3')
})

test.each([
  ['a file of the user', 'notes.txt', 'mine'],
  ['a file that the user changed', 'x.yaml', 'edited'],
])('refuses to delete %s', async (_what, name, text) => {
  const out = join(root, 'out')
  await writeFolder(out, files({ 'x.yaml': '1' }))
  await writeFile(join(out, name), text)
  await expect(writeFolder(out, files({ 'z.yaml': '2' }))).rejects.toMatchObject({ code: 'AF8030' })
  expect(await readFile(join(out, name), 'utf8')).toBe(text)
  expect(existsSync(join(out, 'z.yaml'))).toBe(false)
})

test('leaves what others write there', async () => {
  const out = join(root, 'out')
  await writeFolder(out, files({ 'dvc.yaml': '1' }), ['dvc.lock'])
  await writeFile(join(out, 'dvc.lock'), 'theirs')
  await writeFolder(out, files({ 'dvc.yaml': '2' }), ['dvc.lock'])
  expect((await readdir(out)).sort()).toEqual(['.aifactory-render', 'dvc.lock', 'dvc.yaml'])
  expect(await readFile(join(out, 'dvc.lock'), 'utf8')).toBe('theirs')
})

test('refuses a folder with files and no index, a broken index, and a file', async () => {
  const out = join(root, 'out')
  await mkdir(out)
  await writeFile(join(out, 'main.ts'), '')
  await expect(writeFolder(out, files({}))).rejects.toMatchObject({ code: 'AF8030' })
  await writeFile(join(out, '.aifactory-render'), '{')
  await expect(writeFolder(out, files({}))).rejects.toMatchObject({ code: 'AF8030' })
  await expect(writeFolder(join(out, 'main.ts'), files({}))).rejects.toMatchObject({ code: 'AF8030' })
  expect((await stat(join(out, 'main.ts'))).isFile()).toBe(true)
})

test('leaves the old content where the new cannot be written', async () => {
  const out = join(root, 'out')
  await writeFolder(out, files({ 'x.yaml': '1' }))
  await expect(writeFolder(out, files({ x: '2', 'x/folder.yaml': '2' }))).rejects.toMatchObject({ code: 'AF8031' })
  expect(await readFile(join(out, 'x.yaml'), 'utf8')).toBe('1')
  expect(await readdir(root)).toEqual(['out'])
})

test('writes folders below, and refuses files of the user in them', async () => {
  const out = join(root, 'out')
  await writeFolder(out, files({ 'a/b/x.json': '1', 'y.yaml': '2' }))
  expect(await readFile(join(out, 'a', 'b', 'x.json'), 'utf8')).toBe('1')
  await writeFolder(out, files({ 'a/b/x.json': '3' }))
  expect((await readdir(out)).sort()).toEqual(['.aifactory-render', 'a'])
  await writeFile(join(out, 'a', 'mine.txt'), '')
  await expect(writeFolder(out, files({}))).rejects.toMatchObject({ code: 'AF8030' })
})

test('puts the old content back that a cut-off exchange left beside it', async () => {
  const out = join(root, 'out')
  await writeFolder(out, files({ 'x.yaml': '1' }))
  await writeFile(join(out, 'mine.txt'), 'mine')
  await rename(out, join(root, '.out.old'))
  await expect(writeFolder(out, files({ 'y.yaml': '2' }))).rejects.toMatchObject({ code: 'AF8030' })
  expect(await readFile(join(out, 'mine.txt'), 'utf8')).toBe('mine')
})

test('writes through a link to a folder', async () => {
  await mkdir(join(root, 'real'))
  await symlink(join(root, 'real'), join(root, 'link'))
  await writeFolder(join(root, 'link'), files({ 'x.yaml': '1' }))
  expect(await readFile(join(root, 'real', 'x.yaml'), 'utf8')).toBe('1')
})
