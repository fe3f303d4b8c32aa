import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AIFactoryError } from '../../../schema/diagnostic.js'
import type { ModelManifest } from '../../../schema/generated/jobs.js'
import { isRecord, numbersOf } from './progress-line.js'

/** What a program may say about its model in model.json; the rest is inferred from the graph. Checked against the graph later. */
export type DeclaredModel = Partial<Pick<ModelManifest, 'inputs' | 'output' | 'trainer'>>

export interface Answers {
  readonly metrics?: Record<string, number>
  readonly model?: DeclaredModel
}

/** Reads what a program wrote beside its model. @throws AIFactoryError AF7333 without model.onnx, AF7335 for a file that is no JSON object. */
export async function readAnswers(dir: string): Promise<Answers> {
  try {
    await access(join(dir, 'model.onnx'))
  } catch {
    throw new AIFactoryError('AF7333', 'the program wrote no model.onnx', {
      hint: 'Write it into the folder that AIFACTORY_OUTPUT_DIR names.',
    })
  }
  const metrics = await readRecord(join(dir, 'metrics.json'))
  const model = await readRecord(join(dir, 'model.json'))
  return { ...(metrics ? { metrics: numbersOf(metrics) } : {}), ...(model ? { model } : {}) }
}

async function readRecord(path: string): Promise<Record<string, unknown> | undefined> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch {
    return undefined
  }
  try {
    const value: unknown = JSON.parse(text)
    if (isRecord(value)) return value
  } catch {
    // Said below.
  }
  throw new AIFactoryError('AF7335', `${path} is not a JSON object`)
}
