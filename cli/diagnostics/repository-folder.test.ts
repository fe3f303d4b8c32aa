import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { repositoryFolder } from './repository-folder.js'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'repository-'))
  mkdirSync(join(root, 'checkout/repo/.git'), { recursive: true })
  mkdirSync(join(root, 'checkout/repo/teams/a'), { recursive: true })
})
afterEach(() => rmSync(root, { recursive: true }))

test.each([
  ['checkout/repo/teams/a', undefined, 'teams/a'],
  ['checkout/repo', undefined, ''],
  ['checkout/repo/teams/a', 'checkout', 'repo/teams/a'],
  ['checkout/repo/teams/a', 'checkout/repo/teams/a', ''],
  ['checkout/repo/teams/a', 'elsewhere', 'teams/a'],
])('%s with the workspace %s is %j', (folder, workspace, expected) => {
  expect(repositoryFolder(join(root, folder), { GITHUB_WORKSPACE: workspace && join(root, workspace) })).toBe(expected)
})
