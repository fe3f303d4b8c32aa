import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { glob } from 'tinyglobby'
import { fileDigest } from '../../../schema/artifact-store.js'
import { digestOf } from '../../../schema/digest.js'
import type { SourceDefinition } from '../../../schema/generated/jobs.js'
import type { Store } from '../../store/store.js'

interface KnownFile {
  readonly size: number
  readonly modified: number
  readonly digest: string
}

/** Digests of sources' files by content. A file whose size and time of change are as before is not read again. */
export class Fingerprints {
  readonly #store: Pick<Store, 'document' | 'putDocument'>
  readonly #baseDir: string
  readonly #known: Record<string, KnownFile>

  constructor(store: Pick<Store, 'document' | 'putDocument'>, baseDir: string) {
    this.#store = store
    this.#baseDir = baseDir
    this.#known = store.document<Record<string, KnownFile>>('fingerprints', 'files') ?? {}
  }

  /** The digest of the paths and contents of all files of a source; that of nothing where there are none. */
  async of(source: SourceDefinition): Promise<string> {
    const paths = (await glob(source.path, { cwd: this.#baseDir, expandDirectories: false })).sort()
    let changed = false
    const digests: Record<string, string> = {}
    for (const path of paths) {
      const { size, mtimeMs: modified } = await stat(join(this.#baseDir, path))
      const known = this.#known[path]
      if (known && known.size === size && known.modified === modified) {
        digests[path] = known.digest
        continue
      }
      const digest = await fileDigest(join(this.#baseDir, path))
      this.#known[path] = { size, modified, digest }
      digests[path] = digest
      changed = true
    }
    if (changed) this.#store.putDocument('fingerprints', 'files', this.#known)
    return digestOf(digests)
  }
}
