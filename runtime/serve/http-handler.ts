import type { IncomingMessage, ServerResponse } from 'node:http'
import packageJson from '../../package.json' with { type: 'json' }
import type { ServingStatus } from '../../schema/generated/jobs.js'
import { isAuthorized } from './auth.js'
import type { Serving } from './deployed.js'
import { HttpError } from './http-error.js'
import type { Inference } from './infer.js'
import type { Metrics } from './metrics.js'
import { modelMetadata } from './model-metadata.js'
import { parsePath, type Target } from './path.js'
import { readBody } from './read-body.js'

/** Largest body of a request in bytes. */
export const MAX_BODY = 16 * 1024 * 1024

export interface HandlerContext {
  readonly inference: Inference
  readonly metrics: Metrics
  readonly env: NodeJS.ProcessEnv
  serving(): Serving | undefined
  /** Whether requests are to be sent here: there is something to answer with and the server is not stopping. */
  ready(): boolean
  stopping(): boolean
  status(options: { flush: boolean }): Promise<ServingStatus>
  failed(error: unknown): void
}

/** The server's whole interface: Open Inference Protocol v2 in JSON, metrics and status. */
export function httpHandler(context: HandlerContext): (request: IncomingMessage, response: ServerResponse) => void {
  const targets = new Map<string, Target>()
  return (request, response) => {
    const url = request.url ?? '/'
    const query = url.indexOf('?')
    const path = query < 0 ? url : url.slice(0, query)
    let target = targets.get(path)
    if (!target) {
      target = parsePath(path)
      // Bounded: any caller can make up paths.
      if (target && targets.size < 100) targets.set(path, target)
    }
    try {
      if (!target) throw new HttpError(404, `nothing at ${path.slice(0, 200)}`)
      if (target.kind === 'model' && target.action === 'infer') infer(context, target, request, response)
      else read(context, target, request, response, query < 0 ? '' : url.slice(query + 1))
    } catch (error) {
      fail(context, response, error)
    }
  }
}

function infer(context: HandlerContext, target: Target & { kind: 'model' }, request: IncomingMessage, response: ServerResponse): void {
  allow(request, response, 'POST')
  readBody(request, MAX_BODY, {
    tooLarge() {
      response.shouldKeepAlive = false
      fail(context, response, new HttpError(413, `the body is larger than ${MAX_BODY} bytes`))
    },
    done(body) {
      try {
        const serving = context.serving()
        if (!serving) throw new HttpError(503, 'no version is ready')
        authorize(context, serving, request, response)
        const version = knownVersion(serving, target)
        context.inference.answer({
          serving,
          body,
          version,
          startedAt: performance.now(),
          header: (name) => headerOf(request, name),
          respond(status, text, answered) {
            if (context.stopping()) response.shouldKeepAlive = false
            write(response, status, text, answered)
          },
          refuse: (error) => fail(context, response, explain(error, request)),
        })
      } catch (error) {
        fail(context, response, error)
      }
    },
  })
}

function read(context: HandlerContext, target: Target, request: IncomingMessage, response: ServerResponse, query: string): void {
  allow(request, response, 'GET')
  if (target.kind === 'model') {
    const serving = context.serving()
    const model = serving?.config.model
    if (!serving || model === undefined) throw new HttpError(503, 'no version is ready')
    const version = knownVersion(serving, target) ?? serving.config.route.primary
    const deployed = serving.deployed.get(version)
    const ready = deployed?.served.state === 'ready'
    if (target.action === 'ready') json(response, ready ? 200 : 503, { name: model, ready })
    else if (!deployed) throw new HttpError(503, `version ${version} is not ready`)
    else json(response, 200, modelMetadata(model, [...serving.deployed.keys()], deployed))
  } else if (target.kind === 'server') json(response, 200, { name: packageJson.name, version: packageJson.version, extensions: [] })
  else if (target.kind === 'live') json(response, 200, { live: true })
  else if (target.kind === 'ready') json(response, context.ready() ? 200 : 503, { ready: context.ready() })
  else if (target.kind === 'status') {
    const flush = new URLSearchParams(query).get('flush') === '1'
    context.status({ flush }).then(
      (status) => json(response, 200, status),
      (error) => fail(context, response, error),
    )
  } else {
    context.metrics.registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': context.metrics.registry.contentType }).end(text),
      (error) => fail(context, response, error),
    )
  }
}

/** Version of a path, which must be one that is loaded; undefined where the route decides. */
function knownVersion({ config, deployed }: Serving, { model, version }: Target & { kind: 'model' }): number | undefined {
  if (model !== config.model) throw new HttpError(404, `no model ${JSON.stringify(model.slice(0, 100))}; this server has ${config.model}`)
  if (version === undefined) return undefined
  const number = /^\d{1,9}$/.test(version) ? Number(version) : Number.NaN
  if (deployed.has(number)) return number
  throw new HttpError(
    404,
    `no version ${JSON.stringify(version.slice(0, 20))} of ${model} is loaded; there is ${[...deployed.keys()].join(', ')}`,
  )
}

function allow(request: IncomingMessage, response: ServerResponse, method: 'GET' | 'POST'): void {
  if (request.method === method || (method === 'GET' && request.method === 'HEAD')) return
  response.setHeader('allow', method === 'GET' ? 'GET, HEAD' : method)
  throw new HttpError(405, `${request.method} is not possible here, only ${method}`)
}

function authorize(context: HandlerContext, { config }: Serving, request: IncomingMessage, response: ServerResponse): void {
  if (config.auth?.type !== 'bearer' || isAuthorized(config.auth, request.headers.authorization, context.env)) return
  response.setHeader('www-authenticate', 'Bearer')
  throw new HttpError(401, 'send the endpoint\'s token as "Authorization: Bearer TOKEN"')
}

/** A body that is not understood may be none that this server takes. Looked at only then: reading the headers costs time. */
function explain(error: unknown, request: IncomingMessage): unknown {
  if (!(error instanceof HttpError) || error.status !== 400) return error
  const encoding = headerOf(request, 'content-encoding')
  if (encoding !== undefined && encoding !== 'identity')
    return new HttpError(415, `send the body as it is, not as ${encoding.slice(0, 50)}`)
  if (headerOf(request, 'inference-header-content-length') === undefined) return error
  return new HttpError(400, 'binary tensors are not taken; send their data as JSON (in tritonclient: binary_data=False)')
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value[0] : value
}

function fail(context: HandlerContext, response: ServerResponse, error: unknown): void {
  const known = error instanceof HttpError
  const status = known ? error.status : 500
  if (!known) context.failed(error)
  context.metrics.refuse(status)
  if (response.headersSent) return
  if (status === 503) response.setHeader('retry-after', '1')
  json(response, status, { error: known ? error.message : 'the server failed; its log says why' })
}

function json(response: ServerResponse, status: number, body: object): void {
  write(response, status, JSON.stringify(body), undefined)
}

function write(response: ServerResponse, status: number, text: string, version: string | undefined): void {
  const length = Buffer.byteLength(text)
  const headers = ['content-type', 'application/json', 'content-length', String(length)]
  if (version !== undefined) headers.push('x-model-version', version)
  // ASCII, which most answers are, is written without looking for what UTF-8 has to encode.
  response.writeHead(status, headers).end(text, length === text.length ? 'latin1' : 'utf8')
}
