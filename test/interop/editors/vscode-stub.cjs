// As much of VS Code's API as the extension and its language client use: events, documents, configuration, diagnostics and
// providers, which are kept so that a check can look at them. What is not listed is there and does nothing.
const { EventEmitter: NodeEmitter } = require('node:events')
const { pathToFileURL, fileURLToPath } = require('node:url')

class Disposable {
  constructor(callOnDispose = () => {}) {
    this.dispose = callOnDispose
  }
  static from(...items) {
    return new Disposable(() => {
      for (const item of items) item.dispose()
    })
  }
}

class EventEmitter {
  #node = new NodeEmitter()
  event = (listener, self) => {
    const call = (value) => listener.call(self, value)
    this.#node.on('it', call)
    return new Disposable(() => this.#node.off('it', call))
  }
  fire(value) {
    this.#node.emit('it', value)
  }
  dispose() {
    this.#node.removeAllListeners()
  }
}

class Position {
  constructor(line, character) {
    Object.assign(this, { line, character })
  }
}
class Range {
  constructor(a, b, c, d) {
    this.start = typeof a === 'number' ? new Position(a, b) : a
    this.end = typeof a === 'number' ? new Position(c, d) : b
  }
}
class Uri {
  constructor(href) {
    const url = new URL(href)
    Object.assign(this, { scheme: url.protocol.slice(0, -1), path: decodeURIComponent(url.pathname), href: url.href })
    this.fsPath = this.scheme === 'file' ? fileURLToPath(url) : this.path
  }
  static parse(text) {
    return new Uri(text)
  }
  static file(path) {
    return new Uri(pathToFileURL(path).href)
  }
  static from({ scheme, path }) {
    return new Uri(`${scheme}:${path}`)
  }
  toString() {
    return this.href
  }
}
class Diagnostic {
  constructor(range, message, severity) {
    Object.assign(this, { range, message, severity })
  }
}

/** Anything: a class, a function, an object with any fields, an event that never happens. */
const anything = () =>
  new Proxy(class {}, {
    get: (target, key) => (key in target || typeof key === 'symbol' ? target[key] : anything()),
    apply: () => new Disposable(),
  })
const open = (known) =>
  new Proxy(known, { get: (target, key) => (key in target || typeof key === 'symbol' || key === 'then' ? target[key] : anything()) })

const nothing = () => new Disposable()
const state = {
  diagnostics: new Map(),
  providers: new Map(),
  commands: new Map(),
  messages: [],
  executed: [],
  settings: {},
  contents: new Map(),
}
const events = { opened: new EventEmitter(), changed: new EventEmitter() }
const provider = (kind) => (_selector, given) => {
  state.providers.set(kind, given)
  return new Disposable(() => state.providers.delete(kind))
}

const vscode = open({
  Disposable,
  EventEmitter,
  Position,
  Range,
  Uri,
  Diagnostic,
  version: '1.100.0',
  env: open({ appName: 'stub', language: 'en', appHost: 'desktop' }),
  DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2, Hint: 3 },
  ProgressLocation: { Notification: 15, Window: 10 },
  CancellationTokenSource: class {
    token = { isCancellationRequested: false, onCancellationRequested: nothing }
    cancel() {}
    dispose() {}
  },
  languages: open({
    match: (selector, { uri, languageId }) =>
      [selector].flat().some(({ scheme, language }) => uri.scheme === scheme && languageId === language) ? 10 : 0,
    createDiagnosticCollection: () =>
      open({
        set: (uri, diagnostics) => state.diagnostics.set(uri.toString(), diagnostics),
        delete: (uri) => state.diagnostics.delete(uri.toString()),
        clear: () => state.diagnostics.clear(),
        dispose: () => state.diagnostics.clear(),
      }),
    registerCompletionItemProvider: provider('completion'),
    registerHoverProvider: provider('hover'),
    registerDefinitionProvider: provider('definition'),
    registerReferenceProvider: provider('references'),
    registerRenameProvider: provider('rename'),
    registerCodeActionsProvider: provider('codeActions'),
    registerDocumentSymbolProvider: provider('symbols'),
    registerFoldingRangeProvider: provider('folding'),
    registerDocumentHighlightProvider: provider('highlight'),
  }),
  workspace: open({
    isTrusted: true,
    textDocuments: [],
    workspaceFolders: [],
    getConfiguration: (section) => ({
      get: (key, otherwise) => state.settings[section ? `${section}.${key}` : key] ?? otherwise,
      has: () => false,
    }),
    onDidOpenTextDocument: events.opened.event,
    onDidChangeTextDocument: events.changed.event,
    registerTextDocumentContentProvider: (scheme, given) => {
      state.contents.set(scheme, given)
      return new Disposable()
    },
    createFileSystemWatcher: () => ({ onDidCreate: nothing, onDidChange: nothing, onDidDelete: nothing, dispose() {} }),
  }),
  window: open({
    visibleTextEditors: [],
    tabGroups: open({ all: [] }),
    createOutputChannel: () => open({ append: (text) => state.messages.push(text), appendLine: (text) => state.messages.push(text) }),
    showErrorMessage: async (text) => void state.messages.push(text),
    showInformationMessage: async (text) => void state.messages.push(text),
    withProgress: (_options, task) => task({ report() {} }, { isCancellationRequested: false, onCancellationRequested: nothing }),
  }),
  commands: open({
    registerCommand: (name, run) => {
      state.commands.set(name, run)
      return new Disposable()
    },
    executeCommand: async (...args) => void state.executed.push(args),
  }),
})

module.exports = { vscode, state, events }
