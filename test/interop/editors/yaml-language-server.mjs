// Drives Red Hat's yaml-language-server, by its protocol, over the example with the published schema: it finds no error in it,
// finds a mistake, completes fields with their descriptions, and shows them.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver-protocol/node'
import { checks } from './checks.mjs'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const [program] = process.argv.slice(2)
const { check, expect, finish } = checks()
const example = join(root, 'examples/flight-delays/aifactory.yaml')
const text = readFileSync(example, 'utf8')
const uri = pathToFileURL(example).href

const server = spawn(process.execPath, [program, '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] })
const connection = createProtocolConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin))
const settings = { yaml: { validate: true, completion: true, hover: true, schemaStore: { enable: false }, yamlVersion: '1.2' } }
connection.onRequest('workspace/configuration', ({ items }) => items.map(({ section }) => settings[section] ?? null))
connection.onRequest('client/registerCapability', () => null)
let published = () => {}
connection.onNotification('textDocument/publishDiagnostics', (params) => published(params))
connection.listen()
await connection.sendRequest('initialize', {
  processId: process.pid,
  rootUri: pathToFileURL(root).href,
  capabilities: {
    workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
    textDocument: {
      completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown'] } },
      hover: { contentFormat: ['markdown'] },
    },
  },
})
await connection.sendNotification('initialized', {})
await connection.sendNotification('workspace/didChangeConfiguration', { settings })

let version = 0
/** The diagnostics of a text. */
async function diagnosticsOf(content) {
  version++
  const found = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('nothing was published')), 20_000)
    published = ({ uri: of, diagnostics }) => {
      if (of !== uri) return
      clearTimeout(timer)
      resolve(diagnostics)
    }
  })
  if (version === 1)
    await connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version, text: content } })
  else await connection.sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text: content }] })
  return found
}
/** A position so many characters into a part of a text. */
function at(content, part, into) {
  const before = content.slice(0, content.indexOf(part) + into).split('\n')
  return { textDocument: { uri }, position: { line: before.length - 1, character: before.at(-1).length } }
}

await check('yaml-language-server finds nothing wrong with the example', async () => {
  const found = await diagnosticsOf(text)
  expect(found.length === 0, JSON.stringify(found.map(({ message, range }) => [message, range.start])))
})
await check('yaml-language-server finds an unknown field and a value that is not allowed', async () => {
  const found = await diagnosticsOf(
    text.replace('reference: training', 'referenze: training').replace('strategy: canary', 'strategy: kanary'),
  )
  const messages = found.map(({ message }) => message).join('\n')
  expect(/referenze/.test(messages) && /canary/.test(messages), messages)
})
await check('yaml-language-server completes fields, with what they are for', async () => {
  const unfinished = text.replace('      maxReplicas: 8\n', '      maxReplicas: 8\n      \n')
  await diagnosticsOf(unfinished)
  const found = await connection.sendRequest(
    'textDocument/completion',
    at(unfinished, 'maxReplicas: 8\n      \n', 'maxReplicas: 8\n      '.length),
  )
  const items = Array.isArray(found) ? found : found.items
  const batching = items.find(({ label }) => label === 'batching')
  expect(batching, items.map(({ label }) => label).join(', '))
  expect(JSON.stringify(batching.documentation).includes('predicted together'), JSON.stringify(batching.documentation))
})
await check('yaml-language-server shows what a field means', async () => {
  await diagnosticsOf(text)
  const hover = await connection.sendRequest('textDocument/hover', at(text, 'minReplicas: 2', 3))
  expect(JSON.stringify(hover).includes('Fewest replicas'), JSON.stringify(hover))
})

finish()
server.kill()
process.exit()
