import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AIFactoryError } from '../../schema/diagnostic.js'

/** Ports after the wanted one that are tried before any that is free. */
const NEIGHBOURS = 20

/**
 * Listens on 127.0.0.1 at the wanted port, or the next that is free, and returns the port.
 * @throws AIFactoryError AF8022
 */
export async function listen(server: Server, wanted: number): Promise<number> {
  const candidates = [...Array.from({ length: NEIGHBOURS }, (_, offset) => wanted + offset).filter((port) => port < 65_536), 0]
  for (const port of candidates) {
    try {
      return await open(server, port)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      if ((code === 'EADDRINUSE' || code === 'EACCES') && port !== 0) continue
      throw new AIFactoryError('AF8022', 'the status page cannot be served', {
        hint: 'Choose another port with --port.',
        detail: error instanceof Error ? error.message : String(error),
        cause: error,
      })
    }
  }
  throw new Error('the last candidate ends the loop')
}

function open(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}
