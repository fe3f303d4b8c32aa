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
  /**
   * Names of what lies in a folder, those of folders with a slash at the end: for patterns in `include`, and to suggest a
   * name for one that does not exist. Nothing where there is no such folder.
   */
  list?(folder: string): Promise<readonly string[]>
}
