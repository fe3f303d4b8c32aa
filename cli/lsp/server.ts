import { fileURLToPath } from 'node:url'
import {
  type CancellationToken,
  CodeActionKind,
  type Connection,
  createConnection,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  MarkupKind,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { codeActions } from '../../compiler/editor/code-actions.js'
import { complete } from '../../compiler/editor/complete.js'
import { definitions, references } from '../../compiler/editor/definition.js'
import type { FactoryView } from '../../compiler/editor/factory-view.js'
import { hover } from '../../compiler/editor/hover.js'
import { foldings, outline } from '../../compiler/editor/outline.js'
import { rename, renameable } from '../../compiler/editor/rename.js'
import type { Span } from '../../compiler/source/node.js'
import { Factories } from './factories.js'
import type { OpenFactory, Platform } from './open-factory.js'
import { completionOf, diagnosticOf, foundRange, spanRange, symbolOf, uriOf, workspaceEdit } from './protocol.js'
import { Publisher } from './publisher.js'

/** What a client may ask for when it starts the server. */
interface Settings {
  /** Milliseconds without a keystroke before the file is validated. */
  readonly restMs?: number
  /** Also say what this platform would not honour. */
  readonly platform?: Platform
}

/** A place in an open document of a factory. */
interface Here {
  readonly factory: OpenFactory
  readonly view: FactoryView
  readonly path: string
  readonly document: TextDocument
  readonly offset: number
}

const REST_MS = 150

/** Serves an editor that started this process, until it ends it. */
export function serveStdio(version: string): void {
  serve(createConnection(process.stdin, process.stdout), version)
}

/** Serves the Language Server Protocol on a connection. Nothing that goes wrong for one request ends the server. */
function serve(connection: Connection, version: string): void {
  const documents = new TextDocuments(TextDocument)
  const openText = (file: string): string | undefined => documents.get(uriOf(file))?.getText()
  const factories = new Factories(openText)
  let settings: Settings = {}
  let snippets = false
  let watches = false
  let publisher = newPublisher()

  function newPublisher(): Publisher {
    return new Publisher({
      check: (factory) => factory.diagnostics(settings.platform),
      publish(factory, file, found) {
        const uri = uriOf(file)
        const diagnostics = found.map((one) => diagnosticOf(one, factory))
        void connection.sendDiagnostics({ uri, version: documents.get(uri)?.version, diagnostics }).catch(log)
      },
      onError: log,
      restMs: settings.restMs ?? REST_MS,
    })
  }

  function log(error: unknown): void {
    connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error))
  }

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    settings = settingsOf(params.initializationOptions)
    publisher = newPublisher()
    snippets = params.capabilities.textDocument?.completion?.completionItem?.snippetSupport ?? false
    watches = params.capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false
    return {
      serverInfo: { name: 'aifactory', version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        completionProvider: { triggerCharacters: [':', ' ', '[', '{', '"', "'", '.', '-'] },
        hoverProvider: true,
        definitionProvider: true,
        referencesProvider: true,
        documentHighlightProvider: true,
        renameProvider: { prepareProvider: true },
        documentSymbolProvider: true,
        foldingRangeProvider: true,
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
      },
    }
  })

  connection.onInitialized(() => {
    if (!watches) return
    const watchers = [{ globPattern: '**/*.{yaml,yml,parquet,csv,json}' }]
    connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }).catch(log)
  })

  /** The factory of a document, if it has one. */
  async function factoryOf(uri: string): Promise<OpenFactory | undefined> {
    return uri.startsWith('file:') ? factories.of(fileURLToPath(uri)) : undefined
  }

  async function changed(uri: string): Promise<void> {
    if (!uri.startsWith('file:')) return
    const file = fileURLToPath(uri)
    const holders = factories.all.filter((factory) => factory.has(file))
    const found = await factories.of(file)
    for (const factory of new Set([...holders, ...(found ? [found] : [])])) {
      factory.changed()
      publisher.schedule(factory)
    }
  }

  documents.onDidChangeContent(({ document }) => void changed(document.uri).catch(log))

  documents.onDidClose(({ document }) => {
    void (async () => {
      const factory = await factoryOf(document.uri)
      if (factory === undefined) return
      factory.changed()
      const files = [...(await factory.view()).files.keys(), factory.pathOf(factory.entry)]
      if (files.some((path) => openText(factory.fileOf(path)) !== undefined)) return publisher.schedule(factory)
      publisher.close(factory)
      factories.close(factory)
    })().catch(log)
  })

  function diskChanged(): void {
    for (const factory of factories.all) {
      factory.forgetDisk()
      publisher.schedule(factory)
    }
  }
  documents.onDidSave(diskChanged)
  connection.onDidChangeWatchedFiles(diskChanged)

  /** Answers a request about a document; what is thrown is logged, and answered as if there were nothing. */
  function answer<P extends { textDocument: { uri: string } }, R, N>(
    nothing: N,
    handle: (here: Here, params: P) => R | Promise<R>,
  ): (params: P, token: CancellationToken) => Promise<R | N | ResponseError<void>> {
    return async (params, token) => {
      try {
        const { uri } = params.textDocument
        const document = documents.get(uri)
        const factory = document && (await factoryOf(uri))
        if (document === undefined || factory === undefined) return nothing
        const view = await factory.view()
        if (token.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled')
        const position = 'position' in params ? (params.position as { line: number; character: number }) : undefined
        const here = {
          factory,
          view,
          path: factory.pathOf(fileURLToPath(uri)),
          document,
          offset: position ? document.offsetAt(position) : 0,
        }
        return await handle(here, params)
      } catch (error) {
        if (error instanceof ResponseError) return error
        log(error)
        return nothing
      }
    }
  }

  const location = ({ factory }: Here, span: Span) => ({ uri: uriOf(factory.fileOf(span.file.path)), range: spanRange(span) })

  connection.onCompletion(
    answer([], ({ view, path, document, offset }) => {
      const { items, start, end } = complete(view, path, offset)
      const range = { start: document.positionAt(start), end: document.positionAt(end) }
      return items.map((item, index) => completionOf(item, range, index, snippets))
    }),
  )

  connection.onHover(
    answer(null, ({ view, path, offset }) => {
      const found = hover(view, path, offset)
      return found ? { contents: { kind: MarkupKind.Markdown, value: found.text }, range: spanRange(found.span) } : null
    }),
  )

  connection.onDefinition(answer([], (here) => definitions(here.view, here.path, here.offset).map((span) => location(here, span))))

  connection.onReferences(
    answer([], (here, { context }) => {
      const spans = references(here.view, here.path, here.offset, context.includeDeclaration ? 'with definition' : 'without')
      return spans.map((span) => location(here, span))
    }),
  )

  connection.onDocumentHighlight(
    answer([], ({ view, path, offset }) =>
      references(view, path, offset, 'with definition')
        .filter(({ file }) => file.path === path)
        .map((span) => ({ range: spanRange(span) })),
    ),
  )

  connection.onPrepareRename(
    answer(null, ({ view, path, offset }) => {
      const found = renameable(view, path, offset)
      if ('refused' in found) throw new ResponseError(LSPErrorCodes.RequestFailed, found.refused)
      return { range: spanRange(found.at), placeholder: found.name }
    }),
  )

  connection.onRenameRequest(
    answer(null, ({ factory, view, path, offset }, { newName }) => {
      const found = rename(view, path, offset, newName)
      if ('refused' in found) throw new ResponseError(LSPErrorCodes.RequestFailed, found.refused)
      const edits = found.edits.map(({ at, newText }) => ({ file: at.file.path, range: at.file.range(at.start, at.end), newText }))
      return workspaceEdit(edits, factory)
    }),
  )

  connection.onDocumentSymbol(answer([], ({ view, path }) => outline(rootOf(view, path)).map(symbolOf)))

  connection.onFoldingRanges(
    answer([], ({ view, path }) =>
      foldings(rootOf(view, path)).map((span) => {
        const { start, end } = spanRange(span)
        return { startLine: start.line, endLine: end.line }
      }),
    ),
  )

  connection.onCodeAction(
    answer([], ({ factory, path }, { range }) =>
      codeActions(publisher.found(factory), path, foundRange(range)).map(({ title, diagnostic, edits, preferred }) => ({
        title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [diagnosticOf(diagnostic, factory)],
        isPreferred: preferred,
        edit: workspaceEdit(edits, factory),
      })),
    ),
  )

  connection.onShutdown(() => publisher.closeAll())

  documents.listen(connection)
  connection.listen()
}

function rootOf(view: FactoryView, path: string) {
  const file = view.files.get(path)
  if (file === undefined) throw new Error(`${path} is no file of the factory`)
  return file.root
}

/** Settings come from anybody's configuration, so nothing about them is certain. */
function settingsOf(given: unknown): Settings {
  if (typeof given !== 'object' || given === null) return {}
  const { restMs, platform } = given as Record<string, unknown>
  return {
    ...(typeof restMs === 'number' && restMs >= 0 && { restMs }),
    ...((platform === 'embedded' || platform === 'kubernetes') && { platform }),
  }
}
