import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { changedSince } from './changed-since.js'
import { findFactories } from './find-factories.js'
import { type ManyOptions, manyCommand } from './many-command.js'
import { factoryNamed, repository } from './repository.fixture.js'

const FILES = {
  '.gitignore': 'ignored/\nnode_modules/\n*.tmp\n',
  'a/aifactory.yaml': factoryNamed('a').replace('spec:\n', 'spec:\n  include: [../shared/*.yaml]\n'),
  'b/aifactory.yaml': factoryNamed('b'),
  'c/deep/aifactory.yaml': factoryNamed('c').replace('minReplicas', 'minReplicas'),
  'shared/labels.yaml': 'spec: { entities: { plane: { joinKeys: [distance] } } }\n',
  'b/data/flights.csv': 'time_hour,landed_at,carrier,origin,distance,arr_delay\n',
  'b/notes.md': 'nothing\n',
}

let repo: ReturnType<typeof repository>
beforeEach(() => {
  repo = repository(FILES)
  repo.write('ignored/aifactory.yaml', factoryNamed('ignored'))
  repo.write('node_modules/x/aifactory.yaml', factoryNamed('other'))
})
afterEach(() => {
  delete process.env.AIFACTORY_NATIVE_GIT
  rmSync(repo.root, { recursive: true })
})

const GITS = [
  ['git', undefined],
  ['the library', '0'],
] as const

describe.each(GITS)('with %s', (_title, native) => {
  beforeEach(() => {
    if (native !== undefined) process.env.AIFACTORY_NATIVE_GIT = native
  })
  const found = async (...paths: string[]) =>
    (await findFactories(paths.map((path) => join(repo.root, path)))).map((path) => relative(repo.root, join(process.cwd(), path)))
  const changed = async (ref: string) => [...(await changedSince(repo.root, ref))].map((path) => relative(repo.root, path)).sort()

  test('factories are found below folders, sorted, each once, without what is ignored', async () => {
    expect(await found('.')).toEqual(['a/aifactory.yaml', 'b/aifactory.yaml', 'c/deep/aifactory.yaml'])
    expect(await found('c', 'a', 'a/aifactory.yaml')).toEqual(['a/aifactory.yaml', 'c/deep/aifactory.yaml'])
    repo.write('new/aifactory.yaml', factoryNamed('new'))
    expect(await found('.')).toContain('new/aifactory.yaml')
    await expect(findFactories([join(repo.root, 'shared')])).rejects.toMatchObject({ code: 'AF1002' })
    await expect(findFactories([join(repo.root, 'nowhere')])).rejects.toMatchObject({ code: 'AF1001' })
  })

  test('what has changed is what is committed since, staged, edited, new and gone', async () => {
    expect(await changed('HEAD')).toEqual([])
    repo.write('b/notes.md', 'other\n')
    repo.git('commit', '-qam', 'Second')
    repo.write('a/aifactory.yaml', factoryNamed('a2'))
    repo.write('c/new.yaml', 'x: 1\n')
    repo.write('c/new.tmp', '')
    repo.write('c/staged.yaml', 'x: 1\n')
    repo.git('add', 'c/staged.yaml')
    rmSync(join(repo.root, 'shared/labels.yaml'))
    expect(await changed('HEAD')).toEqual(['a/aifactory.yaml', 'c/new.yaml', 'c/staged.yaml', 'shared/labels.yaml'])
    expect(await changed('HEAD~1')).toEqual(['a/aifactory.yaml', 'b/notes.md', 'c/new.yaml', 'c/staged.yaml', 'shared/labels.yaml'])
  })

  test('what others committed after this branch left is no change of it', async () => {
    repo.git('checkout', '-qb', 'topic')
    repo.write('a/aifactory.yaml', factoryNamed('a2'))
    repo.git('commit', '-qam', 'Mine')
    repo.git('checkout', '-q', 'main')
    repo.write('b/aifactory.yaml', factoryNamed('b2'))
    repo.git('commit', '-qam', 'Theirs')
    repo.git('checkout', '-q', 'topic')
    expect(await changed('main')).toEqual(['a/aifactory.yaml'])
  })

  test('an unknown commit, and an option in place of one, are refused', async () => {
    await expect(changedSince(repo.root, 'nowhere')).rejects.toMatchObject({ code: 'AF8040' })
    await expect(changedSince(repo.root, '--output=/tmp/x')).rejects.toMatchObject({ code: 'AF8040' })
  })
})

async function many(options: Partial<ManyOptions> = {}) {
  const out: string[] = []
  const error: string[] = []
  const output = { out: (text: string) => out.push(text), error: (text: string) => error.push(text), colour: false }
  const status = await manyCommand({ kind: 'validate', paths: [repo.root], output: 'json', jobs: 1, ...options }, output)
  return { status, out: out.join(''), error: error.join('') }
}

/** Names of the factories' folders that were compiled. */
const compiled = async (options: Partial<ManyOptions> = {}) => {
  const { out } = await many(options)
  const { factories } = JSON.parse(out) as { factories: { path: string }[] }
  return factories.map(({ path }) => relative(repo.root, join(process.cwd(), path)).replace('/aifactory.yaml', ''))
}

describe('many factories', () => {
  test('are all checked, in order; one with errors keeps none from it', async () => {
    repo.write('b/aifactory.yaml', 'not: [valid\n')
    const { status, out } = await many()
    expect(status).toBe(1)
    const { valid, factories } = JSON.parse(out) as { valid: boolean; factories: { valid: boolean }[] }
    expect(valid).toBe(false)
    expect(factories.map((factory) => factory.valid)).toEqual([true, false, true])
  })

  test('are told for people with paths from where the program runs, and a summary', async () => {
    repo.write('b/aifactory.yaml', factoryNamed('b').replace('epochs: 3', 'epoks: 3'))
    const { status, out } = await many({ output: 'pretty' })
    expect(status).toBe(1)
    expect(out).toContain(`at ${join(relative(process.cwd(), repo.root), 'b/aifactory.yaml')}:`)
    expect(out).toContain('epoks: 3')
    expect(out).toMatch(/✘ 3 factories, 1 with errors: 1 error/)
  })

  test('can be told in the other forms', async () => {
    repo.write('b/aifactory.yaml', factoryNamed('b').replace('epochs: 3', 'epoks: 3'))
    expect((await many({ output: 'github' })).out).toContain('b/aifactory.yaml')
    expect(JSON.parse((await many({ output: 'sarif' })).out)).toMatchObject({ version: '2.1.0' })
  })

  test('are rendered one after another, or into a folder each', async () => {
    const { status, out, error } = await many({ kind: 'render', output: 'pretty' })
    expect([status, error.trim().split('\n').at(-1)]).toEqual([0, expect.stringMatching(/^✔ 3 factories, \d+ objects/)])
    expect([...out.matchAll(/^kind: Namespace\n/gm)]).toHaveLength(3)
    const folder = join(repo.root, 'out')
    expect((await many({ kind: 'render', output: 'pretty', out: folder })).status).toBe(0)
    const written = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.isFile() && entry.name.endsWith('.yaml'),
    )
    const together = written.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')).sort()
    expect(together).toEqual(out.split('---\n').slice(1).sort())
  })
})

describe('since a commit', () => {
  test('nothing is compiled where nothing has changed, or only what no factory reads', async () => {
    expect(await compiled({ since: 'HEAD' })).toEqual([])
    repo.write('b/notes.md', 'other\n')
    expect(await compiled({ since: 'HEAD' })).toEqual([])
  })

  test.each([
    ['its own file', 'c/deep/aifactory.yaml', factoryNamed('c2'), ['c/deep']],
    ['a file that it includes', 'shared/labels.yaml', 'spec: {}\n', ['a']],
    ['a new file that its pattern matches', 'shared/more.yaml', 'spec: {}\n', ['a']],
    ['data that its columns come from', 'b/data/flights.csv', 'time_hour\n', ['b']],
    ['data that it did not have', 'c/deep/data/weather.csv', 'time_hour\n', ['c/deep']],
  ])('those are compiled that read %s', async (_title, path, text, expected) => {
    repo.write(path, text)
    expect(await compiled({ since: 'HEAD' })).toEqual(expected)
  })

  test('a file that is gone counts as well', async () => {
    rmSync(join(repo.root, 'shared/labels.yaml'))
    expect(await compiled({ since: 'HEAD' })).toEqual(['a'])
  })

  test('an unknown commit is bad usage', async () => {
    expect((await many({ since: 'nowhere' })).status).toBe(2)
  })
})
