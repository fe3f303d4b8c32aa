import type { DuckDBConnection } from '@duckdb/node-api'
import { requestShare } from '../serve/request-hash.js'
import { CANARY_SALT, LOG_SALT, MIRROR_SALT } from '../serve/routing.js'

/** Spreads seeds over the bits of a salt: 2^32 divided by the golden ratio. */
const SPREAD = 0x9e3779b1

/**
 * Makes a table named shares of the ids in the table sent: id, and in canary, mirror and log the shares by which a server decides who
 * answers, whether a request is mirrored and whether it is logged. Another seed draws other requests; 0 draws those that a server does.
 */
export async function drawShares(connection: DuckDBConnection, seed: number): Promise<void> {
  const salts = [CANARY_SALT, MIRROR_SALT, LOG_SALT].map((salt) => salt ^ Math.imul(seed, SPREAD))
  await connection.run('CREATE TEMP TABLE shares (id VARCHAR, canary DOUBLE, mirror DOUBLE, log DOUBLE)')
  const appender = await connection.createAppender('shares')
  const ids = await connection.stream('SELECT DISTINCT id FROM sent')
  for (let chunk = await ids.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await ids.fetchChunk()) {
    for (const id of chunk.getColumnValues(0)) {
      appender.appendVarchar(String(id))
      for (const salt of salts) appender.appendDouble(requestShare(String(id), salt))
      appender.endRow()
    }
  }
  appender.closeSync()
}
