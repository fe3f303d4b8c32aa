/** A piece of SQL that is neither white space nor a comment. */
export interface SqlToken {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'symbol'
  readonly text: string
  readonly start: number
}

/** White space and comments, text, quoted names, numbers, words, all else. Without Unicode classes, which take long to set up. */
const TOKEN =
  /(\s+|--[^\n]*|\/\*[\s\S]*?\*\/)|('(?:[^']|'')*'|\$\$[\s\S]*?\$\$)|("(?:[^"]|"")*")|((?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|([A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)|(?:::|->|[\s\S])/g

export function sqlTokens(text: string): SqlToken[] {
  const tokens: SqlToken[] = []
  for (const match of text.matchAll(TOKEN)) {
    const [token, space, string, quoted, number, word] = match
    if (space !== undefined) continue
    const kind = string ? 'string' : quoted ? 'quoted' : number ? 'number' : word ? 'word' : 'symbol'
    tokens.push({ kind, text: token, start: match.index })
  }
  return tokens
}
