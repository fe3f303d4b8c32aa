/** A state of a repository that can be put in force. */
export interface Revision {
  /** The commit's full hash, or working-tree:<digest>. */
  readonly id: string
  readonly message: string
  readonly author: string
}

/** Where definitions come from. Paths are relative to the factory's folder, with slashes. */
export interface RevisionSource {
  /** The newest revision. */
  current(): Promise<Revision>
  /**
   * A file's text at a revision; undefined where there is none.
   * @throws AIFactoryError AF3014 for a path that leads out of the repository, or of the folder where there is none.
   */
  read(revision: Revision, path: string): Promise<string | undefined>
  /** Names in a folder at a revision, those of folders with a slash at the end; none where there is no such folder. */
  list(revision: Revision, folder: string): Promise<readonly string[]>
  /** Writes these files and folders, as they are at a revision, into a folder, and returns the digest of their content. */
  checkOut(revision: Revision, paths: readonly string[], folder: string): Promise<string>
  /** The digest of what checkOut would write, without writing it. */
  digest(revision: Revision, paths: readonly string[]): Promise<string>
  /** Whether the file differs from what is committed, so that a person can be told why an edit does nothing. */
  isDirty(path: string): Promise<boolean>
}
