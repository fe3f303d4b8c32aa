import fs from 'node:fs'
import git from 'isomorphic-git'

interface Entry {
  readonly path: string
  readonly oid: string
  readonly type: string
}

/** Files that differ between two commits of a repository, by path from its top. Folders that are the same are not looked into. */
export async function changedPaths(gitdir: string, from: string, to: string): Promise<ReadonlySet<string>> {
  const changed = new Set<string>()
  const cache = {}
  const entries = async (oid: string | undefined): Promise<ReadonlyMap<string, Entry>> => {
    if (oid === undefined) return new Map()
    const { tree } = await git.readTree({ fs, gitdir, oid, cache })
    return new Map(tree.map((entry) => [entry.path, entry]))
  }
  const compare = async (before: string | undefined, after: string | undefined, prefix: string): Promise<void> => {
    const [old, now] = [await entries(before), await entries(after)]
    for (const name of new Set([...old.keys(), ...now.keys()])) {
      const [was, is] = [old.get(name), now.get(name)]
      if (was?.oid === is?.oid && was?.type === is?.type) continue
      const path = `${prefix}${name}`
      if ((was && was.type !== 'tree') || (is && is.type !== 'tree')) changed.add(path)
      const folder = (entry: Entry | undefined): string | undefined => (entry?.type === 'tree' ? entry.oid : undefined)
      if (folder(was) !== undefined || folder(is) !== undefined) await compare(folder(was), folder(is), `${path}/`)
    }
  }
  await compare(from, to, '')
  return changed
}
