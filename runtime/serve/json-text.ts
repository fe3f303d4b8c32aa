/** Texts kept; as many categories as columns usually have. Longer texts are seldom seen twice. */
const MOST_TEXTS = 4096
const LONGEST_TEXT = 64
const known = new Map<string, string>()

/** A text as JSON. Requests repeat the names of carriers and airports: these are kept escaped. */
export function jsonText(text: string): string {
  const kept = known.get(text)
  if (kept !== undefined) return kept
  const json = JSON.stringify(text)
  if (text.length <= LONGEST_TEXT && known.size < MOST_TEXTS) known.set(text, json)
  return json
}
