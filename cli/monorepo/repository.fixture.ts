import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { BASE } from '../../compiler/testing/base-factory.js'

/** A factory that is fine, with a name of its own. */
export const factoryNamed = (name: string): string => BASE.replace('name: flight-delays', `name: ${name}`)

/** A new git repository, with these files committed. */
export function repository(files: Readonly<Record<string, string>>): {
  root: string
  write(path: string, text: string): void
  git(...args: string[]): string
} {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'monorepo-')))
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'commit.gpgsign=false', ...args], {
      cwd: root,
      encoding: 'utf8',
    })
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  git('init', '-q', '-b', 'main')
  for (const [path, text] of Object.entries(files)) write(path, text)
  git('add', '-A')
  git('commit', '-q', '-m', 'Start')
  return { root, write, git }
}
