import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  CancellationTokenSource,
  CodeActionRequest,
  CompletionRequest,
  DefinitionRequest,
  DidCloseTextDocumentNotification,
  DocumentSymbolRequest,
  FoldingRangeRequest,
  HoverRequest,
  type Location,
  LSPErrorCodes,
  PrepareRenameRequest,
  ReferencesRequest,
  RenameRequest,
} from 'vscode-languageserver-protocol/node'
import { TestClient } from './client.fixture.js'

const EXAMPLE = fileURLToPath(new URL('../../examples/flight-delays', import.meta.url))
const TEXT = readFileSync(join(EXAMPLE, 'aifactory.yaml'), 'utf8')

let root: string
let client: TestClient
let uri: string

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'aifactory-lsp-'))
  cpSync(EXAMPLE, join(root, 'flights'), { recursive: true })
  client = await TestClient.start(root)
  uri = await client.open(join(root, 'flights', 'aifactory.yaml'), TEXT)
})
afterAll(async () => {
  expect(await client.stop()).toBe(0)
  rmSync(root, { recursive: true, force: true })
})

/** Makes a change, looks, and takes it back. */
async function changed<T>(from: string, to: string, look: () => Promise<T>): Promise<T> {
  await client.replace(uri, from, to)
  try {
    return await look()
  } finally {
    await client.replace(uri, to, from)
  }
}

test('the example has no problems', async () => {
  expect(await client.diagnostics(uri)).toEqual([])
})

test('a mistake is shown where it is, and goes when it goes', async () => {
  const found = await changed('source: flights\n      ttl', 'source: fligths\n      ttl', () => client.diagnostics(uri))
  expect(found.map(({ code, range }) => [code, client.textIn(uri, range)])).toEqual([['AF3001', 'flights']])
  expect(found[0]).toMatchObject({ severity: 1, source: 'aifactory', message: expect.stringContaining('Did you mean "flights"?') })
  expect(await client.diagnostics(uri)).toEqual([])
})

test('a column that the data does not have is found within an expression', async () => {
  const found = await changed(
    'late_share_7d: { aggregate: mean, expression: "arr_delay',
    'late_share_7d: { aggregate: mean, expression: "arr_dely',
    () => client.diagnostics(uri),
  )
  expect(found.map(({ code }) => code)).toContain('AF3009')
})

test('unfinished YAML is told as such, and completed all the same', async () => {
  await changed('features: ["carrier_history:*", "airport_weather:*"]', 'features: ["carrier_history:*", air', async () => {
    expect((await client.diagnostics(uri)).map(({ code }) => code)).toEqual(['AF1013'])
    const items = await client.connection.sendRequest(CompletionRequest.type, client.at(uri, ', air\n', 5))
    expect(labels(items)).toContain('airport_weather:humid')
  })
})

function labels(items: Awaited<ReturnType<typeof complete>>): string[] {
  return (Array.isArray(items) ? items : (items?.items ?? [])).map(({ label }) => label)
}
function complete(part: string, into: number) {
  return client.connection.sendRequest(CompletionRequest.type, client.at(uri, part, into))
}

test('completes columns of the data, metrics of the task and fields', async () => {
  expect(labels(await complete('column: arr_delay', 'column: '.length))).toEqual(
    expect.arrayContaining(['arr_delay', 'tailnum', 'dep_time']),
  )
  const metrics = labels(await complete('metric: brier, max', 'metric: '.length))
  expect(metrics).toContain('roc_auc')
  expect(metrics).not.toContain('rmse')
  const fields = await changed('      maxReplicas: 8\n', '      maxReplicas: 8\n      \n', () =>
    complete('maxReplicas: 8\n      \n', 'maxReplicas: 8\n      '.length),
  )
  expect(labels(fields)).toEqual(expect.arrayContaining(['batching', 'timeout', 'auth']))
})

test('shows what is under the mouse', async () => {
  const shown = async (part: string, into: number) => {
    const hover = await client.connection.sendRequest(HoverRequest.type, client.at(uri, part, into))
    return (hover?.contents as { value: string } | undefined)?.value ?? ''
  }
  expect(await shown('ttl: 30d', 1)).toMatch(/a duration.*\n\nHow long a value may be used/s)
  expect(await shown('column: arr_delay', 10)).toMatch(/arr_delay.*int64 of source flights/)
  expect(await shown('expect: in_set', 10)).toMatch(/Values are among those listed/)
  expect(await shown('method: ks', 9)).toMatch(/two-sample Kolmogorov-Smirnov/)
})

test('goes to definitions and finds references', async () => {
  const there = (await client.connection.sendRequest(DefinitionRequest.type, client.at(uri, 'source: weather', 10))) as Location[]
  expect(there.map(({ range }) => range.start.line)).toEqual([lineOf('    weather:')])
  const params = { ...client.at(uri, '    delay-api:', 6), context: { includeDeclaration: true } }
  const found = await client.connection.sendRequest(ReferencesRequest.type, params)
  expect(found?.map(({ range }) => range.start.line)).toEqual([lineOf('    delay-api:'), lineOf('endpoint: delay-api')])
})

function lineOf(part: string): number {
  return TEXT.slice(0, TEXT.indexOf(part)).split('\n').length - 1 + (part.startsWith('\n') ? 1 : 0)
}

test('renames wherever a name is used, and refuses one that is taken', async () => {
  const at = client.at(uri, 'airport_weather:\n', 3)
  expect(await client.connection.sendRequest(PrepareRenameRequest.type, at)).toMatchObject({ placeholder: 'airport_weather' })
  const edit = await client.connection.sendRequest(RenameRequest.type, { ...at, newName: 'sky' })
  expect(edit?.changes?.[uri]?.map(({ range }) => client.textIn(uri, range))).toEqual(['airport_weather', 'airport_weather'])
  await expect(client.connection.sendRequest(RenameRequest.type, { ...at, newName: 'carrier_history' })).rejects.toThrow(/already/)
  await expect(client.connection.sendRequest(RenameRequest.type, { ...at, newName: 'no name' })).rejects.toThrow(/needs a name/)
  await expect(client.connection.sendRequest(PrepareRenameRequest.type, client.at(uri, 'column: arr_delay', 10))).rejects.toThrow(
    /column of the data/,
  )
})

test('offers outline and foldings', async () => {
  const symbols = await client.connection.sendRequest(DocumentSymbolRequest.type, { textDocument: { uri } })
  expect(symbols?.map(({ name }) => name)).toEqual(['apiVersion', 'kind', 'metadata', 'spec'])
  const folds = await client.connection.sendRequest(FoldingRangeRequest.type, { textDocument: { uri } })
  expect(folds).toContainEqual({ startLine: lineOf('  sources:'), endLine: lineOf('min: 0, max: 200') })
})

test('a file that is included is checked with what includes it', async () => {
  const folder = join(root, 'split')
  mkdirSync(folder)
  writeFileSync(
    join(folder, 'aifactory.yaml'),
    'apiVersion: aifactory.dev/v1\nkind: AIFactory\nmetadata: { name: split }\nspec: { include: [more.yaml] }\n',
  )
  const text =
    'spec:\n  entities: { carrier: { joinKeys: [carrier] } }\n  featureViews:\n    v: { entities: [carrier], source: flihgts, features: { a: {} } }\n'
  writeFileSync(join(folder, 'more.yaml'), text)
  const included = await client.open(join(folder, 'more.yaml'), text)
  expect((await client.diagnostics(included)).map(({ code, range }) => [code, client.textIn(included, range)])).toContainEqual([
    'AF3001',
    'flihgts',
  ])
  await client.replace(
    included,
    'spec:\n',
    'spec:\n  sources: { flihgts: { format: csv, path: a.csv, schema: { a: int64, carrier: string } } }\n',
  )
  expect((await client.diagnostics(included)).map(({ code }) => code)).not.toContain('AF3001')
  await client.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri: included } })
})

test('files outside any factory are left alone', async () => {
  const other = await client.open(join(root, 'values.yaml'), 'replicas: 3\n')
  expect(await client.connection.sendRequest(CompletionRequest.type, client.at(other, 'replicas: 3', 11))).toEqual([])
  expect(await client.connection.sendRequest(HoverRequest.type, client.at(other, 'replicas', 2))).toBeNull()
})

test('fixes are offered where there are any', async () => {
  const actions = await changed('source: flights\n      ttl', 'source: fligths\n      ttl', async () => {
    const [diagnostic] = await client.diagnostics(uri)
    const range = diagnostic?.range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }
    return client.connection.sendRequest(CodeActionRequest.type, { textDocument: { uri }, range, context: { diagnostics: [] } })
  })
  expect(actions).toMatchObject([
    { kind: 'quickfix', isPreferred: true, diagnostics: [{ code: 'AF3001' }], edit: { changes: { [uri]: [{ newText: 'flights' }] } } },
  ])
})

test('lives on after requests that make no sense', async () => {
  const beyond = { textDocument: { uri }, position: { line: 9999, character: 9999 } }
  expect(labels(await client.connection.sendRequest(CompletionRequest.type, beyond))).toEqual([])
  const unknown = { textDocument: { uri: 'untitled:Untitled-1' }, position: { line: 0, character: 0 } }
  expect(await client.connection.sendRequest(HoverRequest.type, unknown)).toBeNull()
  await client.connection.sendNotification('textDocument/didChange', {
    textDocument: { uri: 'file:///nowhere.yaml', version: 2 },
    contentChanges: [],
  })
  expect(await client.connection.sendRequest(HoverRequest.type, client.at(uri, 'ttl: 30d', 1))).not.toBeNull()
})

test('a request may be cancelled', async () => {
  const cancellation = new CancellationTokenSource()
  const answer = client.connection.sendRequest(CompletionRequest.type, client.at(uri, 'ttl: 30d', 5), cancellation.token)
  cancellation.cancel()
  const outcome = await answer.then(
    () => 'answered',
    ({ code }) => code,
  )
  expect(['answered', LSPErrorCodes.RequestCancelled]).toContain(outcome)
  expect(await client.connection.sendRequest(HoverRequest.type, client.at(uri, 'ttl: 30d', 1))).not.toBeNull()
})

test('ends with 1 where nobody asked it to, as the protocol says', async () => {
  const other = await TestClient.start(root)
  expect(other.initialized.serverInfo?.name).toBe('aifactory')
  expect(await other.exit()).toBe(1)
})
