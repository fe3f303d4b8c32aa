import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { run } from '../commands/render.js'

const EXAMPLE = fileURLToPath(new URL('../../examples/flight-delays', import.meta.url))

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'render-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

async function render(...args: string[]): Promise<{ status: number; out: string; error: string }> {
  const texts = { out: '', error: '' }
  const status = await run(args, {
    colour: false,
    out: (text) => {
      texts.out += text
    },
    error: (text) => {
      texts.error += text
    },
  })
  return { status, ...texts }
}

/** A copy of the example with a change, without its data: a cluster has it, this machine need not. */
async function changed(from: string | RegExp, to: string): Promise<string> {
  await cp(join(EXAMPLE, 'aifactory.yaml'), join(root, 'aifactory.yaml'))
  const text = await readFile(join(root, 'aifactory.yaml'), 'utf8')
  expect(text).toMatch(from)
  await writeFile(join(root, 'aifactory.yaml'), text.replace(from, to))
  return root
}

test('prints documents alone to the output, the same each time', async () => {
  const first = await render(EXAMPLE, '--target', 'prod')
  expect(first.status).toBe(0)
  const kinds = parseAllDocuments(first.out).map((document) => (document.toJS() as { kind: string }).kind)
  expect(new Set(kinds).size).toBe(13)
  expect(first.error).toContain('AF6021')
  expect((await render(EXAMPLE, '--target', 'prod')).out).toBe(first.out)
})

test('writes the same documents into a folder', async () => {
  const out = join(root, 'out')
  const { status } = await render(EXAMPLE, '--out', out)
  expect(status).toBe(0)
  const names = (await readdir(out)).filter((name) => name.endsWith('.yaml')).sort()
  const texts = await Promise.all(names.map((name) => readFile(join(out, name), 'utf8')))
  expect(texts.map((text) => `---\n${text}`).join('')).toBe((await render(EXAMPLE)).out)
})

test.each([
  ['AF6010', /minReplicas: 2/, 'minReplicas: 0'],
  ['AF6030', /^ {2}notifications:$/m, '  platform: { gpu: { resourceName: gpu } }\n  notifications:'],
  ['AF2', 'maxReplicas: 8', 'maxReplica: 8'],
])('%s: nothing is rendered, and the line is told', async (code, from, to) => {
  const { status, out, error } = await render(await changed(from, to), '--out', join(root, 'out'))
  expect([status, out]).toEqual([1, ''])
  expect(error).toContain(`error ${code}`)
  expect(error).toMatch(/at aifactory\.yaml:\d+:\d+/)
  expect(await readdir(root)).toEqual(['aifactory.yaml'])
})

test('needs no data, and checks what is there', async () => {
  const folder = await changed('column: arr_delay,', 'column: arr_dely,')
  expect((await render(folder)).status).toBe(0)
  await cp(join(EXAMPLE, 'data'), join(root, 'data'), { recursive: true })
  const { status, error } = await render(folder)
  expect(status).toBe(1)
  expect(error).toContain('arr_dely')
})

test.each([[['--nonsense']], [['--set', 'novalue']], [['a', 'b']], [['/does/not/exist']]])('bad usage: %j', async (args) => {
  expect((await render(...args)).status).toBe(2)
})
