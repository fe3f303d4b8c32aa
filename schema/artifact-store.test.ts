import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ArtifactStore, fileDigest } from './artifact-store.js'

let root: string
let store: ArtifactStore
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'aifactory-artifacts-'))
  store = new ArtifactStore(join(root, 'artifacts'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

let folders = 0
function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = join(root, `out-${folders++}`)
  mkdirSync(folder)
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

describe('an artifact', () => {
  it('is moved whole to the place that its digest names', async () => {
    const folder = folderOf({ 'model.onnx': 'graph', 'deep/history.json': '[]' })
    const digest = await store.adopt(folder)
    expect(digest).toMatch(/^[0-9a-f]{64}$/)
    expect(store.has(digest)).toBe(true)
    expect(readFileSync(join(store.dir(digest), 'deep/history.json'), 'utf8')).toBe('[]')
    expect(existsSync(folder)).toBe(false)
  })

  it('has the digest of its content, wherever and in whatever order it was written', async () => {
    const digests = [await store.adopt(folderOf({ a: '1', b: '2' })), await store.adopt(folderOf({ b: '2', a: '1' }))]
    expect(digests[0]).toBe(digests[1])
    expect(readdirSync(root).sort()).toEqual(['artifacts'])
  })

  it.each([
    ['another content', { a: '1', b: '3' }],
    ['another name', { a: '1', c: '2' }],
    ['another folder', { a: '1', 'x/b': '2' }],
    ['one file more', { a: '1', b: '2', c: '' }],
    ['contents exchanged', { a: '2', b: '1' }],
  ])('has another digest with %s', async (_, files) => {
    expect(await store.adopt(folderOf(files))).not.toBe(await store.adopt(folderOf({ a: '1', b: '2' })))
  })

  it('that two jobs write at once is there once', async () => {
    const folders = Array.from({ length: 8 }, () => folderOf({ a: '1' }))
    const digests = await Promise.all(folders.map((folder) => store.adopt(folder)))
    expect(new Set(digests).size).toBe(1)
    expect(readFileSync(join(store.dir(digests[0] ?? ''), 'a'), 'utf8')).toBe('1')
    expect(readdirSync(root)).toEqual(['artifacts'])
  })

  it('that is not there is not had', () => expect(store.has('0'.repeat(64))).toBe(false))
})

it("a file's digest is the SHA-256 of its bytes", async () => {
  expect(await fileDigest(join(folderOf({ a: 'abc' }), 'a'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})
