/** Whether a name in snake_case ends with one of some words, such as customer_email with email. */
export function endsWithWord(name: string, words: ReadonlySet<string>): boolean {
  const lower = name.toLowerCase()
  for (let at = 0; at !== -1; at = lower.indexOf('_', at + 1)) if (words.has(lower.slice(at === 0 ? 0 : at + 1))) return true
  return false
}
