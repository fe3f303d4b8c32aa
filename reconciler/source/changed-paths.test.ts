import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { changedPaths } from './changed-paths.js'

it('tells files that were added, changed, removed, or became something else', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'changed-'))
  const run = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: dir, encoding: 'utf8' }).trim()
  const commit = (files: Record<string, string>): string => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true })
      writeFileSync(join(dir, path), text)
    }
    run('add', '-A')
    run('commit', '-q', '-m', 'x')
    return run('rev-parse', 'HEAD')
  }
  run('init', '-q')
  const first = commit({ 'a/one.yaml': '1', 'a/same.yaml': 's', 'b/deep/er/two.yaml': '2', gone: 'g', turns: 'file' })
  rmSync(join(dir, 'gone'))
  rmSync(join(dir, 'turns'))
  const second = commit({ 'a/one.yaml': '1!', 'b/deep/er/new.yaml': 'n', 'turns/into.yaml': 'folder' })
  const changed = await changedPaths(join(dir, '.git'), first, second)
  expect([...changed].sort()).toEqual(['a/one.yaml', 'b/deep/er/new.yaml', 'gone', 'turns', 'turns/into.yaml'])
  expect(await changedPaths(join(dir, '.git'), second, second)).toEqual(new Set())
  rmSync(dir, { recursive: true, force: true })
})
