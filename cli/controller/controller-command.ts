import { createServer } from 'node:http'
import { hostname } from 'node:os'
import pino from 'pino'
import { ClusterEngine } from '../../reconciler/controller/cluster-engine.js'
import { Controller } from '../../reconciler/controller/controller.js'
import { followRemote } from '../../reconciler/controller/follow-remote.js'
import { acquire, type HeldLease, type LeaderOptions } from '../../reconciler/controller/leader-election.js'
import { serveProbes } from '../../reconciler/controller/probes.js'
import { PushReceiver } from '../../reconciler/controller/push-receiver.js'
import { ApiClient } from '../../reconciler/platforms/kubernetes/client/api-client.js'
import { findConnection } from '../../reconciler/platforms/kubernetes/client/in-cluster.js'
import { Objects } from '../../reconciler/platforms/kubernetes/client/objects.js'
import type { Protocol } from '../../reconciler/source/remote/repository-address.js'
import { OtlpTracer } from '../../reconciler/trace/otlp-tracer.js'

export interface ControllerCommandOptions {
  readonly kubeconfig?: string
  readonly context?: string
  readonly namespace?: string
  readonly watchNamespace?: string
  readonly selector?: string
  readonly lease: string
  readonly leaderElect: boolean
  readonly defaultServiceAccount?: string
  readonly workers: number
  readonly gitProtocols: readonly Protocol[]
  readonly cacheDir: string
  readonly port: number
  readonly webhookPort: number
  readonly logLevel: string
}

/** @returns 0 after a signal, 1 where the lease was lost: whoever started it starts it anew. */
export async function controllerCommand(options: ControllerCommandOptions): Promise<number> {
  const log = pino({ level: options.logLevel, base: undefined, formatters: { level: (level) => ({ level }) } })
  const connection = findConnection({
    paths: options.kubeconfig === undefined ? undefined : [options.kubeconfig],
    context: options.context,
  })
  let controller: Controller | undefined
  const client = new ApiClient(connection, {
    onAnswer: (answer) => controller?.metrics.answered(answer),
    userAgent: 'aifactory-controller',
  })
  const objects = new Objects(client)
  const ending = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => ending.abort())

  const { watchNamespace: namespace, selector, workers, defaultServiceAccount, cacheDir, gitProtocols } = options
  const follow = followRemote({ cacheDir, protocols: gitProtocols })
  // Past data is lived through as if it were of today, as jobs do (AIFACTORY_CLOCK_OFFSET_MS).
  const clockOffset = Number(process.env.AIFACTORY_CLOCK_OFFSET_MS ?? 0)
  const tracer = OtlpTracer.fromEnvironment(process.env, (message) => log.warn({}, message))
  const engine = new ClusterEngine({ objects, log, clockOffset, defaultServiceAccount, tracer })
  controller = new Controller({ objects, log, follow, engine, workers, selector, namespace, defaultServiceAccount, signal: ending.signal })
  const made = controller
  const probes = await serveProbes(options.port, {
    unhealthy: () => made.unhealthy(),
    ready: () => !ending.signal.aborted,
    metrics: () => made.metrics.registry.metrics(),
  })
  const hooks = await serveHooks(options.webhookPort, new PushReceiver(objects, log))
  log.info({ server: connection.server, port: probes.port, webhookPort: hooks.port }, 'started')

  const leader: LeaderOptions = {
    namespace: options.namespace ?? connection.namespace,
    name: options.lease,
    identity: `${hostname()}_${process.pid}`,
    signal: ending.signal,
    onError: (error) =>
      log.warn({ error: error instanceof Error ? error.message : String(error) }, 'the lease could not be read or renewed'),
  }
  const lease = options.leaderElect ? await acquire(objects, leader).catch(() => undefined) : undefined
  let lost = false
  if (!ending.signal.aborted) {
    log.info({ lease: lease ? options.lease : undefined, identity: leader.identity }, 'works')
    lost = (await Promise.all([holdOn(lease, ending), made.run()]))[0]
  }
  if (lost) log.error({ lease: options.lease }, 'the lease was lost: another replica works')
  else await lease?.release()
  await Promise.all([probes.close(), hooks.close(), tracer?.close()])
  client.close()
  log.info('stopped')
  return lost ? 1 : 0
}

/** Ends the work when the lease is lost. */
async function holdOn(lease: HeldLease | undefined, ending: AbortController): Promise<boolean> {
  if (!lease) return false
  const lost = (await lease.hold()) === 'lost'
  if (lost) ending.abort()
  return lost
}

async function serveHooks(port: number, receiver: PushReceiver): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 15_000 }, (request, response) => {
    receiver.handle(request, response).then(
      (answered) => void (answered || response.writeHead(404).end('only /hooks/NAME\n')),
      () => void (response.headersSent || response.writeHead(500).end('failed\n')),
    )
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  }
}
