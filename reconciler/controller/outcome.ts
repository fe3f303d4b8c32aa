import type { InventoryEntry } from '../../schema/crds/factory.js'
import type { Health } from '../platforms/kubernetes/health.js'
import type { Revision } from '../source/revision-source.js'

/** How an attempt to bring a Factory into force ended. */
export type Outcome =
  | { readonly kind: 'suspended' }
  /** Nothing can be done yet: a factory that it depends on, or the first look at its repository. */
  | { readonly kind: 'waiting'; readonly reason: string; readonly message: string }
  /** What is committed cannot be put in force; trying again does not help. Nothing was changed. */
  | { readonly kind: 'invalid'; readonly revision: Revision; readonly message: string }
  /** Something was refused or did not answer. What was written is in the inventory. */
  | {
      readonly kind: 'failed'
      readonly revision: Revision | undefined
      readonly reason: string
      readonly message: string
      /** Whether trying again may help. */
      readonly transient: boolean
      readonly inventory?: readonly InventoryEntry[]
    }
  | InForceOutcome

export interface InForceOutcome {
  readonly kind: 'in-force'
  readonly revision: Revision
  readonly digest: string
  readonly factory: string
  readonly target: string | null
  readonly inventory: readonly InventoryEntry[]
  readonly health: readonly { readonly name: string; readonly health: Health }[]
  /** Why some of what is no longer in git is still there, in plain words. */
  readonly held: string | undefined
  readonly written: { readonly created: number; readonly changed: number; readonly deleted: number }
  /** Objects that others keep changing back, in plain words. */
  readonly fights: readonly string[]
}
