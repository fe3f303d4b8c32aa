import type { FileReader } from '../compiler/source/file-reader.js'

/** Keeps what is read, so that lines can be shown beside what is wrong with them. */
export function remembered(files: FileReader, texts: Map<string, string>): FileReader {
  return {
    ...files,
    async read(path) {
      const text = await files.read(path)
      if (text !== undefined) texts.set(path, text)
      return text
    },
  }
}
