import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { digestOf } from './digest.js'

/** Folders by the digest of their content. A folder appears by a rename, whole or not at all, and never changes. */
export class ArtifactStore {
  readonly #root: string

  constructor(root: string) {
    this.#root = root
  }

  dir(digest: string): string {
    return join(this.#root, digest.slice(0, 2), digest)
  }

  has(digest: string): boolean {
    return existsSync(this.dir(digest))
  }

  /** Moves a folder into the store and returns its digest: that of its relative paths and the SHA-256 of each file. */
  async adopt(folder: string): Promise<string> {
    return (await this.adoptFiles(folder)).digest
  }

  /** As `adopt`, with the SHA-256 of each file by its path. */
  async adoptFiles(folder: string): Promise<{ readonly digest: string; readonly files: Readonly<Record<string, string>> }> {
    const found = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
    const digests = await Promise.all(
      found.map(async (entry) => {
        const path = join(entry.parentPath, entry.name)
        return [relative(folder, path).split(sep).join('/'), await fileDigest(path)] as const
      }),
    )
    const files = Object.fromEntries(digests)
    const digest = digestOf(files)
    const target = this.dir(digest)
    await mkdir(join(target, '..'), { recursive: true })
    try {
      if (!existsSync(target)) await rename(folder, target)
    } catch (error) {
      // Another job with the same output came first.
      if (!existsSync(target)) throw error
    }
    await rm(folder, { recursive: true, force: true })
    return { digest, files }
  }
}

/** SHA-256 of a file's content, in hexadecimal. */
export async function fileDigest(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
