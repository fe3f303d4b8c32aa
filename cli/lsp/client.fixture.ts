import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath, pathToFileURL } from 'node:url'
import {
  createProtocolConnection,
  type Diagnostic,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  type Position,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  type Range,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node'

const PROGRAM = fileURLToPath(new URL('../../bin/aifactory.js', import.meta.url))

/** An editor that drives the real server in a process of its own. */
export class TestClient {
  readonly connection: ProtocolConnection
  readonly initialized: InitializeResult
  readonly #process: ChildProcess
  readonly #texts = new Map<string, { text: string; version: number }>()
  readonly #published = new Map<string, PublishDiagnosticsParams>()
  readonly #waiting = new Set<() => void>()

  private constructor(process: ChildProcess, connection: ProtocolConnection, initialized: InitializeResult) {
    this.#process = process
    this.connection = connection
    this.initialized = initialized
    connection.onNotification(PublishDiagnosticsNotification.type, (params) => {
      this.#published.set(params.uri, params)
      for (const check of this.#waiting) check()
    })
  }

  static async start(folder: string, initializationOptions: unknown = { restMs: 0 }, snippetSupport = true): Promise<TestClient> {
    const child = spawn(process.execPath, [PROGRAM, 'lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] })
    const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin))
    connection.listen()
    const initialized = await connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: pathToFileURL(folder).href,
      capabilities: { textDocument: { completion: { completionItem: { snippetSupport } } } },
      initializationOptions,
      workspaceFolders: [{ name: 'test', uri: pathToFileURL(folder).href }],
    })
    await connection.sendNotification(InitializedNotification.type, {})
    return new TestClient(child, connection, initialized)
  }

  async open(file: string, text: string): Promise<string> {
    const uri = pathToFileURL(file).href
    this.#texts.set(uri, { text, version: 1 })
    await this.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId: 'yaml', version: 1, text },
    })
    return uri
  }

  /** Replaces a part of a text that is there once, as typing would, and returns the version that this makes. */
  async replace(uri: string, from: string, to: string): Promise<number> {
    const { text, version } = this.#text(uri)
    const start = text.indexOf(from)
    if (start === -1) throw new Error(`${from} is not in the text`)
    const range = { start: positionOf(text, start), end: positionOf(text, start + from.length) }
    this.#texts.set(uri, { text: text.slice(0, start) + to + text.slice(start + from.length), version: version + 1 })
    await this.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version: version + 1 },
      contentChanges: [{ range, text: to }],
    })
    return version + 1
  }

  /** The diagnostics of a version of a file, once they are published. */
  async diagnostics(uri: string, version = this.#text(uri).version): Promise<readonly Diagnostic[]> {
    const current = () => {
      const published = this.#published.get(uri)
      return published !== undefined && (published.version ?? version) >= version ? published.diagnostics : undefined
    }
    await this.#until(() => current() !== undefined)
    return current() ?? []
  }

  /** The place of a part of a text, with the cursor so many characters into it. */
  at(uri: string, part: string, into = 0): { textDocument: { uri: string }; position: Position } {
    const { text } = this.#text(uri)
    const start = text.indexOf(part)
    if (start === -1) throw new Error(`${part} is not in the text`)
    return { textDocument: { uri }, position: positionOf(text, start + into) }
  }

  textIn(uri: string, range: Range): string {
    const lines = this.#text(uri).text.split('\n')
    if (range.start.line !== range.end.line) return lines.slice(range.start.line, range.end.line + 1).join('\n')
    return lines[range.start.line]?.slice(range.start.character, range.end.character) ?? ''
  }

  /** Asks the server to end, and returns the status with which it does. */
  async stop(): Promise<number | null> {
    await this.connection.sendRequest(ShutdownRequest.type)
    return this.exit()
  }

  /** Tells it to end without having asked. */
  async exit(): Promise<number | null> {
    const ended = once(this.#process, 'exit')
    await this.connection.sendNotification(ExitNotification.type)
    const [status] = (await ended) as [number | null]
    this.connection.dispose()
    return status
  }

  #text(uri: string): { text: string; version: number } {
    const known = this.#texts.get(uri)
    if (known === undefined) throw new Error(`${uri} is not open`)
    return known
  }

  async #until(holds: () => boolean): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('nothing was published in time')), 20_000)
      const check = () => {
        if (!holds()) return
        clearTimeout(timer)
        this.#waiting.delete(check)
        resolve()
      }
      this.#waiting.add(check)
      check()
    })
  }
}

function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 }
}
