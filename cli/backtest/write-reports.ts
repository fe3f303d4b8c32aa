import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AIFactoryError } from '../../schema/diagnostic.js'
import { diskFullError } from '../../schema/disk-full.js'
import type { BacktestReport } from '../../schema/generated/backtest.js'
import { plotOf } from './plot.js'
import { showJson } from './show-json.js'
import { showMarkdown } from './show-markdown.js'

/** Writes report.json, report.md and a plot for each endpoint into a folder, and returns their names. @throws AIFactoryError AF8086 */
export async function writeReports(folder: string, report: BacktestReport): Promise<string[]> {
  const plots = report.endpoints.map((endpoint) => ({
    name: report.endpoints.length === 1 ? 'plot.svg' : `plot-${endpoint.endpoint}.svg`,
    text: plotOf(report, endpoint),
  }))
  const files = [{ name: 'report.json', text: showJson(report) }, { name: 'report.md', text: showMarkdown(report) }, ...plots]
  try {
    await mkdir(folder, { recursive: true })
    for (const { name, text } of files) await writeFile(join(folder, name), text)
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : undefined
    throw diskFullError(cause) ?? new AIFactoryError('AF8086', `${folder} cannot be written`, { detail, cause })
  }
  return files.map(({ name }) => name)
}
