/**
 * Where the compiler gets its files from: a folder on disk, or a commit of a git repository. The compiler itself touches
 * neither, so that the same text always gives the same result.
 */
export interface FileReader {
  /**
   * The text of a file, or undefined where there is none. Paths are relative to the factory's folder, with slashes.
   * @throws AIFactoryError AF10xx for what may not be read: a folder, a link out of the repository, a file that is too
   * large or is no text. The compiler reports it where the file is named.
   */
  read(path: string): Promise<string | undefined>
  /** Paths of the files below a folder, to suggest one for a name that does not exist. */
  list?(folder: string): Promise<readonly string[]>
}
