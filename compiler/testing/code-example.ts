import { TOOLS } from '../backends/tools.js'
import type { CompileInput } from '../compile.js'
import { memoryFiles, withSpec } from './compile-text.js'

/** Files that examples of codes include. */
const FILES = {
  'shared.yaml': 'spec: { sources: { flights: { format: csv, path: data/flights.csv } } }\n',
  'airports.yaml': 'spec: { notifications: [ { to: slack, on: [drift], secretRef: { name: slack, key: url } } ] }\n',
}

/** What is compiled for an example of a code: the base factory with a change, or a whole file. */
export function exampleInput(text: string, code: string, whole: true | undefined): CompileInput {
  const entry = whole ? text : withSpec(text)
  return { files: memoryFiles({ 'aifactory.yaml': entry, ...FILES }), ...platformOf(code) }
}

/** What a code is told for: some are of one platform only. */
function platformOf(code: string): Pick<CompileInput, 'platform'> {
  const tool = TOOLS.find(({ refusals }) => refusals.some((refusal) => refusal.code === code))
  if (tool) return { platform: tool.name }
  if (code.startsWith('AF61')) return { platform: 'embedded' }
  return code === 'AF5004' ? { platform: 'kubernetes' } : {}
}
