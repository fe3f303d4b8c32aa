import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AIFactoryError } from '../../schema/diagnostic.js'

/**
 * The metrics that a version had on its test rows, from evaluation.json; none where there is no evaluation.
 * @throws AIFactoryError AF7604 where the file cannot be read or holds no metrics.
 */
export async function baselineMetrics(evaluationDir: string | undefined): Promise<Readonly<Record<string, number>>> {
  if (evaluationDir === undefined) return {}
  const path = join(evaluationDir, 'evaluation.json')
  const hint = 'The artifacts of the version that serves were removed or changed; train again, or restore them.'
  let report: unknown
  try {
    report = JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    throw new AIFactoryError('AF7604', `${path}, the baseline of performance rules, cannot be read`, { hint, detail: String(cause), cause })
  }
  if (
    typeof report !== 'object' ||
    report === null ||
    !('metrics' in report) ||
    typeof report.metrics !== 'object' ||
    report.metrics === null
  ) {
    throw new AIFactoryError('AF7604', `${path} holds no metrics`, { hint })
  }
  return Object.fromEntries(Object.entries(report.metrics).filter((entry): entry is [string, number] => typeof entry[1] === 'number'))
}
