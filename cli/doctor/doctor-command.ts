import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Need } from '../../compiler/backends/tool.js'
import type { ToolName } from '../../compiler/backends/tool-names.js'
import { TOOLS } from '../../compiler/backends/tools.js'
import type { Output } from '../terminal/output.js'
import { formatTable } from '../terminal/table.js'
import { type Finding, judgeVersion } from './judge-version.js'

const WAIT_MS = 30_000

/**
 * Looks for what backends need, a line each.
 * @returns 0 all is there, 1 something is missing or too old that a backend cannot do without.
 */
export async function doctorCommand(names: readonly ToolName[], output: Output): Promise<number> {
  const needs = TOOLS.filter(({ name }) => names.includes(name)).flatMap((tool) => tool.needs.map((need) => ({ tool, need })))
  const found = await Promise.all(needs.map(async ({ tool, need }) => ({ tool, need, finding: judgeVersion(need, await versionOf(need)) })))
  const rows = found.map(({ tool, need, finding }) => [
    tool.name,
    `${need.name} ${need.least} or later`,
    wordsOf(finding),
    finding.verdict === 'fine' ? '' : `${need.install}${need.only === undefined ? '' : ` (only for ${need.only})`}`,
  ])
  output.out(`${formatTable([['backend', 'needs', 'found', 'to install'], ...rows]).join('\n')}\n`)
  return found.every(({ need, finding }) => finding.verdict === 'fine' || need.only !== undefined) ? 0 : 1
}

function wordsOf(finding: Finding): string {
  if (finding.verdict === 'missing') return 'missing'
  return finding.verdict === 'fine' ? finding.version : `${finding.version}, too old`
}

/** What it says of its version; undefined where it cannot be asked. */
async function versionOf({ kind, name }: Need): Promise<string | undefined> {
  const [program, args] =
    kind === 'program'
      ? [name, ['--version']]
      : ['python3', ['-c', 'import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))', name]]
  try {
    const { stdout, stderr } = await promisify(execFile)(program, args, { timeout: WAIT_MS })
    return `${stdout}\n${stderr}`
  } catch {
    return undefined
  }
}
