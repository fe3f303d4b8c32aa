import fs from 'node:fs'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import git from 'isomorphic-git'

/** A repository of ours without a working tree, that both git and isomorphic-git fetch into. Made whole or not at all. */
export async function createBareRepository(gitdir: string): Promise<void> {
  if (fs.existsSync(join(gitdir, 'HEAD'))) return
  const making = `${gitdir}.making`
  await rm(making, { recursive: true, force: true })
  for (const folder of ['objects/pack', 'objects/info', 'refs/heads', 'refs/aifactory'])
    await mkdir(join(making, folder), { recursive: true })
  // isomorphic-git wants to know where what it fetches would be named.
  await writeFile(
    join(making, 'config'),
    '[core]\n\trepositoryformatversion = 0\n\tbare = true\n[remote "origin"]\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n',
  )
  await writeFile(join(making, 'HEAD'), 'ref: refs/heads/none\n')
  await rm(gitdir, { recursive: true, force: true })
  await rename(making, gitdir)
}

/** How many packs a repository has: each fetch adds one. */
export async function countPacks(gitdir: string): Promise<number> {
  const names = await readdir(join(gitdir, 'objects/pack')).catch(() => [])
  return names.filter((name) => name.endsWith('.pack')).length
}

/** Whether a commit is there with its tree. What is damaged counts as not there. */
export async function hasCommit(gitdir: string, oid: string): Promise<boolean> {
  try {
    await git.readTree({ fs, gitdir, oid })
    return true
  } catch {
    return false
  }
}
