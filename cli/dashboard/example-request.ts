import type { LinkedEndpoint } from '../../compiler/graph/factory.js'
import { secretVariable } from '../../reconciler/engine/context.js'
import type { ModelVersion } from '../../reconciler/store/store.js'
import type { Column, ColumnType, ExpectationSpec } from '../../schema/generated/jobs.js'

type Value = string | number | boolean

const DATATYPES: Readonly<Record<ColumnType, string>> = {
  string: 'BYTES',
  timestamp: 'BYTES',
  date: 'BYTES',
  int64: 'INT64',
  float64: 'FP64',
  bool: 'BOOL',
}
const PLACEHOLDERS: Readonly<Record<ColumnType, Value>> = {
  string: 'text',
  timestamp: '2024-01-31T12:00:00Z',
  date: '2024-01-31',
  int64: 1,
  float64: 1,
  bool: true,
}

/** A curl command with one row that the version accepts, ready to paste into a shell. */
export function exampleRequest(
  endpoint: LinkedEndpoint,
  from: { url: string; version: ModelVersion; expectations: readonly ExpectationSpec[] },
): string {
  const { url, version, expectations } = from
  const keys = version.serving.servedViews.flatMap((view) => view.joinKeys)
  const sent = [...version.inputs.filter((input) => input.from === 'request').map(({ name, type }): Column => ({ name, type })), ...keys]
  const columns = [...new Map(sent.map((column) => [column.name, column])).values()]
  const inputs = columns.map(({ name, type }) => ({
    name,
    shape: [1],
    datatype: DATATYPES[type],
    data: [sampleValue(name, type, version, expectations)],
  }))
  const { auth } = endpoint
  const token = auth.type === 'bearer' && auth.secretRef ? ` -H "authorization: Bearer $${secretVariable(auth.secretRef)}"` : ''
  return `curl -s ${quoted(`${url}/v2/models/${encodeURIComponent(endpoint.model)}/infer`)}${token} -d ${quoted(JSON.stringify({ inputs }))}`
}

/** A value that is likely to make sense: one that the evaluation met, or one that the source's expectations allow. */
function sampleValue(name: string, type: ColumnType, version: ModelVersion, expectations: readonly ExpectationSpec[]): Value {
  const met = version.evaluation.slices.flatMap(({ filter }) => (name in filter ? [filter[name]] : []))[0]
  if (met !== undefined && fits(met, type)) return met
  for (const { expect, column, values, min, max } of expectations) {
    if (column !== name) continue
    const listed = expect === 'in_set' ? values?.[0] : undefined
    if (listed !== undefined && fits(listed, type)) return listed
    if (expect === 'between' && (type === 'int64' || type === 'float64') && (min ?? max) !== undefined) {
      return Math.round(((min ?? max ?? 0) + (max ?? min ?? 0)) / 2)
    }
  }
  return PLACEHOLDERS[type]
}

function fits(value: Value, type: ColumnType): boolean {
  const wanted = type === 'bool' ? 'boolean' : type === 'int64' || type === 'float64' ? 'number' : 'string'
  return typeof value === wanted
}

/** Quoted for a POSIX shell: nothing in it is expanded. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
