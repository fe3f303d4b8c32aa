import type { FactorySpec } from '../../schema/crds/factory.js'
import type { Revision, RevisionSource } from '../source/revision-source.js'

/** A repository at one ref, as it is shared by all Factories that name it alike. */
export interface FollowedRepository {
  /** Looks at the repository and brings what is new. Throws an AIFactoryError where it cannot be read or is refused. */
  look(): Promise<Revision>
  /** Files of a folder, at revisions that `look` has given. */
  folder(path: string): Pick<RevisionSource, 'read' | 'list' | 'checkOut' | 'digest'>
  /** Paths from the top that differ between two revisions; undefined where that is not known. */
  changedPaths(from: string, to: string): Promise<ReadonlySet<string> | undefined>
}

export interface FollowRequest extends Pick<FactorySpec, 'repository' | 'ref'> {
  /** Those who may read the same share what is fetched: a namespace, or nothing for repositories that all may read. */
  readonly scope: string
  /** The Secret with credentials: its name, and its keys with their values as they are now. */
  readonly secret: { readonly name: string; readonly read: () => Promise<Readonly<Record<string, string>>> } | undefined
  /** The keys of those whose signature a commit must have. */
  readonly verification: (() => Promise<Readonly<Record<string, string>>>) | undefined
}

export type Follow = (request: FollowRequest) => Promise<FollowedRepository>
