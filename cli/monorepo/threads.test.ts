import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { factoryNamed, repository } from './repository.fixture.js'
import { runTasks, threadsFor } from './run-tasks.js'

const PROGRAM = fileURLToPath(new URL('../../bin/aifactory.js', import.meta.url))
const COUNT = 70
const paths = Array.from({ length: COUNT }, (_, index) => `f${String(index).padStart(2, '0')}/aifactory.yaml`)
const broken = paths[33] ?? ''
const repo = repository(Object.fromEntries(paths.map((path) => [path, path === broken ? 'not: [valid\n' : factoryNamed(path.slice(0, 3))])))
afterAll(() => rmSync(repo.root, { recursive: true }))

function run(...args: string[]): { status: number; out: string } {
  try {
    return {
      status: 0,
      out: execFileSync(process.execPath, [PROGRAM, ...args], {
        cwd: repo.root,
        maxBuffer: 2 ** 26,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    }
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: string }
    return { status, out: stdout }
  }
}

test('the built program says the same with one thread and with several, in the order of the paths', () => {
  const several = run('validate', '.', '--jobs', '3', '--output', 'json')
  const one = run('validate', '.', '--jobs', '1', '--output', 'json')
  expect(several).toEqual(one)
  expect(several.status).toBe(1)
  const { factories } = JSON.parse(several.out) as { factories: { path: string; valid: boolean }[] }
  expect(factories.map(({ path }) => path)).toEqual(paths)
  expect(factories.filter(({ valid }) => !valid).map(({ path }) => path)).toEqual([broken])
})

test('rendered objects are the same as well', () => {
  const several = run('render', '.', '--jobs', '3')
  expect(several.out).toEqual(run('render', '.', '--jobs', '1').out)
  expect([...several.out.matchAll(/^kind: Namespace$/gm)]).toHaveLength(COUNT - 1)
})

test('threads that cannot start leave their share to this one', async () => {
  const results: string[] = []
  // From source there is no program for a thread.
  await runTasks(
    { kind: 'validate' },
    paths.slice(0, 5).map((path) => join(repo.root, path)),
    ({ path, outcome }) => void results.push(`${path} ${outcome}`),
    3,
  )
  expect(results).toEqual(paths.slice(0, 5).map((path) => `${join(repo.root, path)} done`))
})

test('threads are as many as pay, and no more than asked for', () => {
  expect([threadsFor(1, 8), threadsFor(30, 8), threadsFor(31, 8), threadsFor(1000, 8), threadsFor(1000, 2), threadsFor(0, 8)]).toEqual([
    1, 1, 2, 8, 2, 1,
  ])
})
