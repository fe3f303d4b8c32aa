/** One thing that may be written at the cursor. */
export interface Completion {
  readonly label: string
  readonly kind: 'field' | 'value' | 'reference' | 'column' | 'variable' | 'snippet' | 'file'
  /** Beside the label: a type, a default, where it comes from. */
  readonly detail?: string
  readonly documentation?: string
  /** What is inserted: plain text, or a snippet with tab stops in the syntax of the Language Server Protocol. */
  readonly insert: string
  /** Whether `insert` is a snippet. */
  readonly isSnippet: boolean
  /** Needed fields come first. */
  readonly preferred?: boolean
}

/** Escapes text for a snippet. */
export function literal(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&')
}

/** A snippet as text, for editors that know no snippets: the first choice or the placeholder stands. */
export function plain(snippet: string): string {
  return snippet
    .replace(/\$\{\d+\|((?:[^|\\,]|\\.)*)(?:,[^|]*)?\|\}/g, '$1')
    .replace(/\$\{\d+:((?:[^}\\]|\\.)*)\}/g, '$1')
    .replace(/\$\{?\d+\}?/g, '')
    .replace(/\\([\\$}|,])/g, '$1')
}
