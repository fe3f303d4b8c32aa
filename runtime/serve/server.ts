import pino from 'pino'
import { AIFactoryError } from '../../schema/diagnostic.js'
import { InferenceServer } from './inference-server.js'

/**
 * `server CONFIG.json` serves the endpoint that a ServingConfig describes until SIGTERM or SIGINT. Prints one JSON line with its port to
 * stdout; logs to stderr.
 */
async function main(configPath: string): Promise<void> {
  const log = pino({ name: 'server' }, pino.destination({ fd: 2, sync: true }))
  const server = new InferenceServer({ configPath, env: process.env, log })
  await server.start()
  process.stdout.write(`${JSON.stringify({ type: 'listening', port: server.port })}\n`)
  const stop = (signal: string): void => {
    log.info({ signal }, 'draining')
    server.stop().then(
      () => process.exit(0),
      (error) => {
        log.error({ error: String(error) }, 'the server did not stop cleanly')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

const [configPath] = process.argv.slice(2)
if (configPath === undefined) {
  process.stderr.write('usage: server CONFIG.json\n')
  process.exit(2)
}
try {
  await main(configPath)
} catch (error) {
  const known = error instanceof AIFactoryError
  process.stderr.write(known ? `${error.code} ${error.message}${error.hint ? `. ${error.hint}` : ''}\n` : `AF8999 ${error}\n`)
  process.exit(1)
}
