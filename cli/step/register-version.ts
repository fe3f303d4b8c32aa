import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { LinkedGates } from '../../compiler/graph/factory.js'
import { assessGates, type GateReport } from '../../reconciler/decide/gates.js'
import type { ChampionRecord, EvaluationReport } from '../../schema/generated/jobs.js'
import type { Output } from '../terminal/output.js'
import { formatTable } from '../terminal/table.js'
import { inRun } from './resolve-step.js'
import type { StepFolders } from './step-command.js'

export interface RegisterStep {
  readonly model: string
  readonly registeredModel: string
  readonly aliases: { readonly champion: string; readonly challenger: string }
  readonly gates: LinkedGates
  readonly places: Readonly<Record<'outputDir' | 'datasetDir' | 'modelDir' | 'evaluationDir', string>>
}

interface Version extends ChampionRecord {
  readonly model: string
  readonly modelSha256: string
  readonly gates: GateReport
}

/**
 * Holds an evaluation against the gates and keeps the model as a version of the registry below the state, under the alias of
 * challengers; the first version is champion too. The same model is the same version, so that it may be run again.
 * @returns 0 registered, 1 the gates did not pass.
 */
export async function registerVersion(step: RegisterStep, { state, run }: StepFolders, output: Output): Promise<number> {
  const place = (path: string): string => resolve(state, inRun(path, run))
  const { outputDir, datasetDir, modelDir, evaluationDir } = step.places
  const registry = join(state, 'registry', step.registeredModel)
  const champion = join(registry, `${step.aliases.champion}.json`)
  const evaluation = JSON.parse(await readFile(join(place(evaluationDir), 'evaluation.json'), 'utf8')) as EvaluationReport
  const gates = assessGates(step.gates, { evaluation, hasChampion: existsSync(champion), approvals: [] })
  await mkdir(place(outputDir), { recursive: true })
  await writeWhole(join(place(outputDir), 'gates.json'), gates)
  output.out(
    `${formatTable(gates.rows.map(({ gate, requirement, observed, verdict }) => [gate, requirement, observed, verdict])).join('\n')}\n`,
  )
  if (gates.verdict !== 'pass') {
    output.error(`${step.model} is not registered: its gates say ${gates.verdict}\n`)
    return 1
  }
  const modelSha256 = createHash('sha256')
    .update(await readFile(join(place(modelDir), 'model.onnx')))
    .digest('hex')
  const known = await versionsOf(registry)
  const places = { modelDir: place(modelDir), datasetDir: place(datasetDir), evaluationDir: place(evaluationDir) }
  const version: Version = known.find((one) => one.modelSha256 === modelSha256) ?? {
    model: step.registeredModel,
    version: Math.max(0, ...known.map((one) => one.version)) + 1,
    ...places,
    modelSha256,
    gates,
  }
  await mkdir(join(registry, 'versions'), { recursive: true })
  await writeWhole(join(registry, 'versions', `${version.version}.json`), version)
  const record: ChampionRecord = {
    version: version.version,
    modelDir: version.modelDir,
    datasetDir: version.datasetDir,
    evaluationDir: version.evaluationDir,
  }
  await writeWhole(join(registry, `${step.aliases.challenger}.json`), record)
  if (!existsSync(champion)) await writeWhole(champion, record)
  await writeWhole(join(place(outputDir), 'result.json'), { version: version.version })
  output.out(`${step.registeredModel} version ${version.version} is registered\n`)
  return 0
}

async function versionsOf(registry: string): Promise<Version[]> {
  const folder = join(registry, 'versions')
  const names = existsSync(folder) ? (await readdir(folder)).filter((name) => name.endsWith('.json')) : []
  return Promise.all(names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Version))
}

async function writeWhole(path: string, value: unknown): Promise<void> {
  await writeFile(`${path}.new`, `${JSON.stringify(value, null, 2)}\n`)
  await rename(`${path}.new`, path)
}
