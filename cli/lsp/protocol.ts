import { pathToFileURL } from 'node:url'
import {
  type CompletionItem,
  CompletionItemKind,
  type Diagnostic,
  DiagnosticSeverity,
  type DocumentSymbol,
  InsertTextFormat,
  type Range,
  SymbolKind,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node'
import { type Completion, plain } from '../../compiler/editor/completion/item.js'
import type { OutlineItem } from '../../compiler/editor/outline.js'
import type { Span } from '../../compiler/source/node.js'
import type { Diagnostic as Found, TextEdit as FoundEdit, Range as FoundRange } from '../../schema/diagnostic.js'
import { docsOf } from '../../schema/docs.js'
import type { OpenFactory } from './open-factory.js'

export function uriOf(file: string): string {
  return pathToFileURL(file).href
}

export function rangeOf({ start, end }: FoundRange): Range {
  return { start: { line: start.line, character: start.column }, end: { line: end.line, character: end.column } }
}

export function spanRange({ file, start, end }: Span): Range {
  return rangeOf(file.range(start, end))
}

export function foundRange({ start, end }: Range): FoundRange {
  return { start: { line: start.line, column: start.character }, end: { line: end.line, column: end.character } }
}

const SEVERITIES = { error: DiagnosticSeverity.Error, warning: DiagnosticSeverity.Warning, info: DiagnosticSeverity.Information } as const
const NOWHERE: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }

export function diagnosticOf(found: Found, factory: OpenFactory): Diagnostic {
  const { code, severity, message, range, suggestion, related } = found
  return {
    range: range ? rangeOf(range) : NOWHERE,
    severity: SEVERITIES[severity],
    code,
    codeDescription: { href: docsOf(code) },
    source: 'aifactory',
    message: suggestion === undefined ? message : `${message}\n${suggestion}`,
    ...(related && {
      relatedInformation: related.map((other) => ({
        message: other.message,
        location: { uri: uriOf(factory.fileOf(other.file)), range: rangeOf(other.range) },
      })),
    }),
  }
}

const KINDS = {
  field: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
  reference: CompletionItemKind.Reference,
  column: CompletionItemKind.Field,
  variable: CompletionItemKind.Variable,
  snippet: CompletionItemKind.Snippet,
  file: CompletionItemKind.File,
} as const

export function completionOf(item: Completion, range: Range, index: number, snippets: boolean): CompletionItem {
  const text = item.isSnippet && !snippets ? plain(item.insert) : item.insert
  return {
    label: item.label,
    kind: KINDS[item.kind],
    ...(item.detail !== undefined && { detail: item.detail }),
    ...(item.documentation !== undefined && { documentation: item.documentation }),
    // Editors sort by this, and would otherwise lose the order of the schema.
    sortText: `${item.preferred ? 0 : 1}${String(index).padStart(4, '0')}`,
    filterText: item.insert.startsWith('"') ? `"${item.label}"` : item.label,
    insertTextFormat: item.isSnippet && snippets ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    textEdit: { range, newText: text },
  }
}

const SYMBOLS = {
  section: SymbolKind.Namespace,
  resource: SymbolKind.Object,
  feature: SymbolKind.Field,
  field: SymbolKind.Property,
} as const

export function symbolOf(item: OutlineItem): DocumentSymbol {
  return {
    name: item.name,
    ...(item.detail !== undefined && { detail: item.detail }),
    kind: SYMBOLS[item.kind],
    range: spanRange(item.whole),
    selectionRange: spanRange(item.key),
    children: item.children.map(symbolOf),
  }
}

/** Edits of several files as one change. */
export function workspaceEdit(edits: readonly FoundEdit[], factory: OpenFactory): WorkspaceEdit {
  const changes: Record<string, TextEdit[]> = {}
  for (const { file, range, newText } of edits) {
    const uri = uriOf(factory.fileOf(file))
    changes[uri] = [...(changes[uri] ?? []), { range: rangeOf(range), newText }]
  }
  return { changes }
}
