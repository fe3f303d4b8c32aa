import type { LinkedEndpoint } from '../../compiler/graph/factory.js'
import type { EndpointState } from '../../reconciler/decide/rollout.js'
import { openSource } from '../../runtime/data/open-source.js'
import { query, withDuckDb } from '../../runtime/duckdb.js'
import { identifier, timestamp } from '../../runtime/sql.js'
import type { Column, ColumnType } from '../../schema/generated/jobs.js'
import type { Session } from './session.js'

const DATATYPES: Readonly<Partial<Record<ColumnType, string>>> = { int64: 'INT64', float64: 'FP64', bool: 'BOOL' }

/** A curl command for an endpoint with the values of the newest row of its source; undefined while it serves nothing. */
export async function sampleRequest(endpoint: LinkedEndpoint, session: Session): Promise<string | undefined> {
  const { factory, store } = session
  const url = session.servers.get(endpoint.name)
  const state = store.document<EndpointState>('endpoint', endpoint.name)
  const model = factory?.models[endpoint.model]
  const version = model && state?.stable !== undefined ? store.version(model.registeredModel, state.stable) : undefined
  const source = model && factory?.datasets[model.dataset]?.source
  if (!url || !version || !source) return undefined
  const sent = version.inputs.filter((input) => input.from === 'request').map(({ name, type }): Column => ({ name, type }))
  const columns = [
    ...new Map([...sent, ...version.serving.servedViews.flatMap((view) => view.joinKeys)].map((column) => [column.name, column])).values(),
  ]
  const time = source.timestampField
  const row = await withDuckDb({}, async (connection) => {
    const { relation } = await openSource(connection, source, session.baseDir, 'sample')
    const selected = [...new Set([...columns.map(({ name }) => name), ...(time ? [time] : [])])].map(identifier)
    const present = columns.map(({ name }) => `${identifier(name)} IS NOT NULL`)
    if (time) present.push(`${identifier(time)} <= ${timestamp(new Date(session.clock.now()))}`)
    const rows = await query<Record<string, unknown>>(
      connection,
      `SELECT ${selected.join(', ')} FROM ${relation} WHERE ${present.join(' AND ') || 'true'} ORDER BY ${time ? `${identifier(time)} DESC` : 'ALL'} LIMIT 1`,
    )
    return rows[0]
  })
  if (!row) return undefined
  const body = {
    ...(time && version.serving.views.length ? { parameters: { event_timestamp: row[time] } } : {}),
    inputs: columns.map(({ name, type }) => ({ name, shape: [1], datatype: DATATYPES[type] ?? 'BYTES', data: [row[name]] })),
  }
  return `curl -s ${url}/v2/models/${endpoint.model}/infer -d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`
}
