import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DataValidationReport } from '../../schema/generated/jobs.js'

/** What a validation found broken, of severity error, in words. */
export async function failedExpectations(outputDir: string): Promise<string[]> {
  const report = JSON.parse(await readFile(join(outputDir, 'validation.json'), 'utf8')) as DataValidationReport
  return report.results
    .filter(({ success, expectation }) => !success && expectation.severity === 'error')
    .map(({ expectation, message }) => `source ${report.source}: ${expectation.expect}: ${message}`)
}
