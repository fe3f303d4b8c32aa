/**
 * Which of so many files a text belongs to (FNV-1a). It only spreads texts over files, which hold the whole texts, and takes no
 * module to load.
 */
export function spread(text: string, files: number): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0
  return hash % files
}
