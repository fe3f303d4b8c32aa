// Runs the built VS Code extension with a stand-in of VS Code's API: it starts the real server, by the real language client.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checks } from './checks.mjs'

const require = createRequire(import.meta.url)
const root = fileURLToPath(new URL('../../../', import.meta.url))
const Module = require('node:module')
const { vscode, state, events } = require('./vscode-stub.cjs')
const load = Module._load
Module._load = (name, ...rest) => (name === 'vscode' ? vscode : load(name, ...rest))

const { check, expect, finish } = checks()
const manifest = JSON.parse(readFileSync(join(root, 'editors/vscode/package.json'), 'utf8'))
const work = mkdtempSync(join(tmpdir(), 'aifactory-vscode-'))
const program = join(work, 'aifactory')
writeFileSync(program, `#!/bin/sh\nexec node "${root}bin/aifactory.js" "$@"\n`, { mode: 0o755 })
const example = join(root, 'examples/flight-delays/aifactory.yaml')
const text = readFileSync(example, 'utf8').replace('dataset: departures', 'dataset: departure')

for (const [name, { default: value }] of Object.entries(manifest.contributes.configuration.properties)) state.settings[name] = value
Object.assign(state.settings, { 'aifactory.path': program, 'aifactory.restMs': 0 })

const extension = require(join(root, 'editors/vscode/dist/extension.js'))
const context = { subscriptions: [] }
let client

await check('it starts the server', async () => {
  const exported = await extension.activate(context)
  client = exported.client()
  expect(client?.initializeResult?.serverInfo?.name === 'aifactory', `no server: ${state.messages.join('\n')}`)
})
await check('it registers the commands of its manifest, and no others', () => {
  const declared = manifest.contributes.commands.map(({ command }) => command).sort()
  expect(JSON.stringify([...state.commands.keys()].sort()) === JSON.stringify(declared), `${[...state.commands.keys()]}`)
})
await check('a file that is opened gets its problems', async () => {
  const uri = vscode.Uri.file(example)
  const document = { uri, languageId: 'yaml', version: 1, getText: () => text, fileName: example, isDirty: false }
  vscode.workspace.textDocuments.push(document)
  vscode.window.activeTextEditor = { document }
  events.opened.fire(document)
  for (let tries = 0; tries < 100 && !state.diagnostics.get(uri.toString())?.length; tries++)
    await new Promise((resolve) => setTimeout(resolve, 100))
  const codes = (state.diagnostics.get(uri.toString()) ?? []).map(({ code }) => code?.value ?? code)
  expect(codes.includes('AF3005'), JSON.stringify(codes))
})
await check('it offers what the server can do', () => {
  for (const kind of ['completion', 'hover', 'definition', 'references', 'rename', 'codeActions', 'symbols', 'folding', 'highlight'])
    expect(state.providers.has(kind), `there is no ${kind}`)
})
await check('the plan is shown as rendered Markdown', async () => {
  await state.commands.get('aifactory.previewPlan')()
  const [[command, uri] = []] = state.executed.filter(([name]) => name === 'markdown.showPreviewToSide')
  const shown = state.contents.get('aifactory-plan').provideTextDocumentContent(uri)
  expect(command !== undefined && shown.includes('flight-delays'), shown)
})
await check('it ends the server', async () => {
  await extension.deactivate()
  expect(client.state === 1, `the client is in state ${client.state}`)
})
await check('a program that is not there is told', async () => {
  state.settings['aifactory.path'] = join(work, 'nothing')
  state.messages.length = 0
  await state.commands.get('aifactory.restart')()
  expect(
    state.messages.some((message) => message.includes('Set aifactory.path')),
    state.messages.join('\n'),
  )
})

rmSync(work, { recursive: true, force: true })
finish()
process.exit()
