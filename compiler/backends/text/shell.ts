/** Words of a command line of a POSIX shell. What could mean anything but itself is in single quotes. */
export function shellCommand(words: readonly string[]): string {
  return words.map((word) => (/^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ')
}
