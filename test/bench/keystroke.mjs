// How long the warm language server takes from a keystroke to the diagnostics of the whole file, for a factory of 2,000 lines
// with two targets: over its protocol, in a process of its own, without the rest that it waits for between keystrokes. Lines
// are typed and taken back character by character in the middle of the file, so that it is unfinished half of the time.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver-protocol/node'
import { COLUMNS, largeFactory } from './large-factory.mjs'

const LINES = 2000
const EDITS = 200
const WARM_UP = 300
/** Milliseconds that 95 of 100 keystrokes must stay below. */
const LIMIT = 10
const TYPED = ['      timeout: 10s\n', '      description: Who calls it, and why.\n', '      batching: { maxBatchSize: 32 }\n']

export async function benchKeystroke() {
  const text = largeFactory(LINES)
  const folder = mkdtempSync(join(tmpdir(), 'aifactory-keystroke-'))
  const file = join(folder, 'aifactory.yaml')
  writeFileSync(file, text)
  mkdirSync(join(folder, 'data'))
  for (const [, path] of text.matchAll(/path: (data\/\S+)/g)) writeFileSync(join(folder, path), `${COLUMNS.join(',')}\n`)
  const server = spawn(process.execPath, [fileURLToPath(new URL('../../bin/aifactory.js', import.meta.url)), 'lsp'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const connection = createProtocolConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin))
  let published = () => {}
  connection.onNotification('textDocument/publishDiagnostics', ({ version, diagnostics }) => published(version, diagnostics))
  connection.listen()
  const uri = pathToFileURL(file).href
  /** Sends a change, and returns the milliseconds until its diagnostics are there. */
  const timed = async (method, params, version) => {
    const start = performance.now()
    const answered = new Promise((resolve) => {
      published = (of, diagnostics) => of === version && resolve(diagnostics)
    })
    await connection.sendNotification(method, params)
    const diagnostics = await answered
    return { ms: performance.now() - start, diagnostics }
  }
  try {
    const initializationOptions = { restMs: 0 }
    await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {}, initializationOptions })
    await connection.sendNotification('initialized', {})
    const opened = await timed('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 0, text } }, 0)
    if (opened.diagnostics.length > 0) throw new Error(`the file has problems: ${JSON.stringify(opened.diagnostics[0])}`)
    const line = text.slice(0, text.indexOf('    api-20:')).split('\n').length
    const times = []
    let problems = 0
    for (const { range, text: typed } of keystrokes(line, WARM_UP + EDITS)) {
      const version = times.length + 1
      const change = { textDocument: { uri, version }, contentChanges: [{ range, text: typed }] }
      const { ms, diagnostics } = await timed('textDocument/didChange', change, version)
      times.push(ms)
      if (diagnostics.length > 0) problems++
    }
    if (problems === 0 || problems === times.length) throw new Error(`${problems} of ${times.length} states had problems`)
    const measured = times.slice(WARM_UP).toSorted((a, b) => a - b)
    const at = (share) => measured[Math.floor(measured.length * share)]
    const ended = once(server, 'exit')
    await connection.sendRequest('shutdown')
    await connection.sendNotification('exit')
    await ended
    return { lines: text.split('\n').length - 1, p50: at(0.5), p95: at(0.95), withinLimits: at(0.95) < LIMIT }
  } finally {
    connection.dispose()
    server.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Changes that type lines into a file at a line, and delete each again from its end. */
function* keystrokes(line, count) {
  for (let made = 0; ; ) {
    for (const text of TYPED) {
      let at = { line, character: 0 }
      const places = []
      for (const char of text) {
        places.push(at)
        yield { range: { start: at, end: at }, text: char }
        if (++made === count) return
        at = char === '\n' ? { line: at.line + 1, character: 0 } : { line: at.line, character: at.character + 1 }
      }
      for (const start of places.toReversed()) {
        yield { range: { start, end: at }, text: '' }
        if (++made === count) return
        at = start
      }
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { lines, p50, p95, withinLimits } = await benchKeystroke()
  console.log(
    `${lines} lines: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms (to reach: p95 below ${LIMIT} ms)${withinLimits ? '' : ', not reached'}`,
  )
}
