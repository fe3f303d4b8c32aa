// A server program without models: it keeps the contract of the real one, and answers with the generation in force.
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'

const [configPath] = process.argv.slice(2)
const read = () => JSON.parse(readFileSync(configPath, 'utf8'))
const first = read()
let inForce
let desired
let failed = []
let message
let flushes = 0

function desire(config) {
  if (config.port !== first.port || config.model !== first.model) {
    message = 'port and model cannot change while the server runs'
    return
  }
  desired = config
  // A model whose digest says so cannot be loaded; the configuration in force stays.
  failed = config.models.filter(({ digest }) => digest === 'broken')
  if (!failed.length) inForce = config
}

/** Requests that wait for a file are under way until it appears. */
const appears = async (path) => {
  while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 5))
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://localhost')
  if (url.pathname === '/wait') {
    process.stdout.write('waiting\n')
    await appears(url.searchParams.get('for'))
    response.end('answered')
    return
  }
  if (url.searchParams.has('flush')) flushes++
  const versions = desired.models.map(({ version }) => {
    const broken = failed.some((model) => model.version === version)
    return { version, state: broken ? 'failed' : 'ready', requests: flushes, error: broken ? 'not an ONNX file' : undefined }
  })
  const { endpoint } = first
  const status = { endpoint, pid: process.pid, generation: inForce?.generation ?? 0, ready: inForce !== undefined, port, versions, message }
  response.end(JSON.stringify(status))
})

let port
server.once('error', () => {
  process.stderr.write(`AF8001 port ${first.port} is in use\n`)
  process.exit(1)
})
if (first.models.some(({ digest }) => digest === 'crash')) {
  process.stderr.write('AF8999 no such thing\n')
  process.exit(1)
}
server.listen(first.port, first.host, () => {
  port = server.address().port
  process.stdout.write(`${JSON.stringify({ type: 'listening', port })}\n`)
  desire(first)
  setInterval(() => {
    const config = read()
    if (config.generation !== desired.generation) desire(config)
  }, 10)
})
process.on('SIGTERM', () => {
  server.close(() => process.exit(0))
  server.closeIdleConnections()
})
