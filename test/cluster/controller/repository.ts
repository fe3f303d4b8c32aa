import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Follow } from '../../../reconciler/controller/followed-repository.js'
import { changedPaths } from '../../../reconciler/source/changed-paths.js'
import { GitSource } from '../../../reconciler/source/git-source.js'

const IDENTITY = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'commit.gpgsign=false']

/** A git repository of a test, on disk. */
export class Repository {
  readonly dir = mkdtempSync(join(tmpdir(), 'aifactory-repository-'))

  constructor() {
    this.git('init', '-q', '-b', 'main')
  }

  get url(): string {
    return `file://${this.dir}`
  }

  git(...args: string[]): string {
    return execFileSync('git', [...IDENTITY, ...args], { cwd: this.dir, encoding: 'utf8' }).trim()
  }

  /** Writes files, removes those that are undefined, and commits. */
  commit(files: Readonly<Record<string, string | undefined>>, message = 'Change'): string {
    for (const [path, text] of Object.entries(files)) {
      const at = join(this.dir, path)
      mkdirSync(dirname(at), { recursive: true })
      if (text === undefined) rmSync(at)
      else writeFileSync(at, text)
    }
    this.git('add', '-A')
    this.git('commit', '-q', '--allow-empty', '-m', message)
    return this.git('rev-parse', 'HEAD')
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true })
  }
}

/** Follows repositories of this machine where they lie. */
export const followLocal: Follow = async ({ repository }) => {
  const dir = repository.replace('file://', '')
  const top = await GitSource.open(dir)
  return {
    look: () => top.current(),
    changedPaths: (from, to) => changedPaths(join(dir, '.git'), from, to),
    folder(path) {
      const at = (file: string): string => (path === '.' ? file : `${path}/${file}`)
      return {
        read: (revision, file) => top.read(revision, at(file)),
        list: (revision, folder) => top.list(revision, at(folder)),
        checkOut: (revision, paths, folder) => top.checkOut(revision, paths.map(at), folder),
        digest: (revision, paths) => top.digest(revision, paths.map(at)),
      }
    },
  }
}

/** An aifactory.yaml that renders about ten objects into a namespace. */
export function small(name: string, namespace: string, { sources = ['clicks'], annotations = {}, extra = '' } = {}): string {
  return `apiVersion: aifactory.dev/v1
kind: AIFactory
metadata: { name: ${name}, annotations: ${JSON.stringify(annotations)} }
spec:
  platform: { namespace: ${namespace} }
  sources:
${sources.map((source) => `    ${source}: { format: parquet, path: data/${source}.parquet, timestampField: at }`).join('\n')}
${extra}`
}

/** A model that is served, for what answers requests. */
export const SERVED = `  datasets:
    rows: { source: clicks, label: { column: late, type: bool }, request: [distance], split: { by: time, test: 20% } }
  models:
    m: { task: binary_classification, dataset: rows, trainer: { runtime: tfjs }, gates: { metrics: [{ metric: roc_auc, min: 0.6 }] } }
  endpoints:
    api: { model: m, minReplicas: 1, maxReplicas: 1 }
`
