import type { Heat } from '../platforms/kubernetes/fight.js'
import type { ObjectId } from '../platforms/kubernetes/object-id.js'
import type { Revision } from '../source/revision-source.js'
import type { CompiledFolder } from './compile-folder.js'

/** What is remembered of a Factory between attempts. All of it can be lost: it only saves doing things again. */
export interface FactoryMemory {
  /** What was compiled last, of which generation and which revision. */
  compiled?: {
    readonly generation: number
    readonly revision: Revision
    readonly folder: CompiledFolder
    readonly digest: string | undefined
  }
  /** Revisions up to here change nothing of what was compiled. */
  verified?: string
  /** Everything is to be compared with the cluster, not only what watches speak of. */
  whole: boolean
  /** How often objects had to be corrected lately. */
  readonly heats: Map<ObjectId, Heat>
  /** Fights that were told, to say when they are over. */
  fights: readonly string[]
  /** Why some of what is no longer in git is kept. */
  held?: string
  /** The revision that the engine was told of. */
  engine?: string
}

export const newMemory = (): FactoryMemory => ({ whole: false, heats: new Map(), fights: [] })
