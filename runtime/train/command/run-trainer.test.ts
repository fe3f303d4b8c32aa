import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CommandTrainerSpec, TrainJob } from '../../../schema/generated/jobs.js'
import { GraphBuilder } from '../export/graph-builder.js'
import { recordingContext } from '../fixtures/recording-context.js'
import { writeSmallDataset } from '../fixtures/small-dataset.js'
import { train } from '../train.js'

const root = mkdtempSync(join(tmpdir(), 'command-'))
const datasetDir = join(root, 'dataset')
const code = join(root, 'code')
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Models that the programs copy into their output folder, made beforehand. */
async function writeModel(name: string, input: string, output: string): Promise<void> {
  const graph = new GraphBuilder()
  const x = graph.input(input, 'float32')
  const filled = graph.node('Where', [graph.node('IsNaN', [x], '/nan'), graph.floats('/zero', [], [0]), x], '/x')
  graph.node('Sigmoid', [filled], output)
  graph.output(output, 1)
  await writeFile(join(code, name), graph.encode('x'))
}

beforeAll(async () => {
  await writeSmallDataset(datasetDir, { rows: 50 })
  await mkdir(code, { recursive: true })
  await writeModel('model.onnx', 'x', 'prediction')
  await writeModel('odd-input.onnx', 'temperature', 'prediction')
  await writeModel('odd-output.onnx', 'x', 'score')
  await writeFile(join(code, 'broken.onnx'), 'no model')
})

let count = 0
async function jobOf(program: string, changes: Partial<CommandTrainerSpec> = {}): Promise<TrainJob> {
  const outputDir = join(root, `out-${count++}`)
  await mkdir(outputDir, { recursive: true })
  const prelude = `const fs = require('fs'), path = require('path'); const job = JSON.parse(fs.readFileSync(process.env.AIFACTORY_JOB));
    const give = (name) => fs.copyFileSync(name, path.join(job.outputDir, 'model.onnx'));`
  const trainer: CommandTrainerSpec = {
    runtime: 'command',
    command: [process.execPath, '-e', `${prelude}${program}`],
    codeDir: code,
    parameters: { depth: 3, seed: 5 },
    env: { DECLARED: 'yes' },
    timeoutMs: 20_000,
    ...changes,
  }
  return {
    kind: 'Train',
    outputDir,
    checkpointDir: join(outputDir, 'checkpoint'),
    model: 'own',
    task: 'binary_classification',
    datasetDir,
    trainer,
  }
}

describe('a program that trains', () => {
  test('is given the contract and nothing else, and its model is taken', async () => {
    process.env.AIFACTORY_TEST_SECRET = 'hush'
    const job = await jobOf(`
      const seen = { env: Object.keys(process.env), job, cwd: process.cwd(), files: fs.readdirSync(process.env.AIFACTORY_DATASET_DIR), parameters: JSON.parse(fs.readFileSync(process.env.AIFACTORY_PARAMETERS)), declared: process.env.DECLARED }
      fs.writeFileSync(path.join(job.checkpointDir, 'seen.json'), JSON.stringify(seen))
      fs.writeFileSync(path.join(process.env.AIFACTORY_OUTPUT_DIR, 'metrics.json'), JSON.stringify({ roc_auc: 0.7, note: 'text is left out' }))
      console.log('loading'); console.log(JSON.stringify({ type: 'progress', done: 3, total: 10, metrics: { loss: 0.5 } })); console.error('a warning')
      give('model.onnx')`)
    const context = recordingContext()
    const { model } = await train(job, context)
    delete process.env.AIFACTORY_TEST_SECRET
    expect(model).toMatchObject({
      model: 'own',
      inputs: [{ name: 'x', type: 'float64', from: 'request', datatype: 'float32' }],
      output: { name: 'prediction', columns: 1 },
      trainer: { runtime: 'command', parameters: { depth: 3, seed: 5 } },
      metrics: { roc_auc: 0.7 },
    })
    expect(context.reports).toContainEqual({ done: 3, total: 10, metrics: { loss: 0.5 } })
    expect(context.logs).toEqual(expect.arrayContaining(['loading', 'a warning']))

    const seen = JSON.parse(await readFile(join(job.checkpointDir, 'seen.json'), 'utf8')) as Record<string, never> & { env: string[] }
    expect(seen).toMatchObject({
      declared: 'yes',
      parameters: { depth: 3 },
      files: ['dataset.json', 'train.parquet', 'validation.parquet'],
    })
    expect(seen.job).toMatchObject({ task: 'binary_classification', seed: 5, parameters: { depth: 3 } })
    expect(JSON.stringify(seen)).not.toContain(datasetDir)
    const allowed = new Set([
      'PATH',
      'HOME',
      'LANG',
      'LC_ALL',
      'TZ',
      'PYTHONUNBUFFERED',
      'TMPDIR',
      'DECLARED',
      'AIFACTORY_JOB',
      'AIFACTORY_DATASET_DIR',
      'AIFACTORY_PARAMETERS',
      'AIFACTORY_OUTPUT_DIR',
    ])
    expect(seen.env.filter((name) => !allowed.has(name))).toEqual([])
    expect((await readdir(job.outputDir)).sort()).toEqual(['checkpoint', 'model.json', 'model.onnx', 'training.json'])
  })

  test('may say which output holds the prediction', async () => {
    const declared = { output: { name: 'score', columns: 1 }, trainer: { runtime: 'mine', version: '2.1' } }
    const job = await jobOf(
      `fs.writeFileSync(path.join(job.outputDir, 'model.json'), ${JSON.stringify(JSON.stringify(declared))}); give('odd-output.onnx')`,
    )
    expect((await train(job, recordingContext())).model).toMatchObject({
      output: { name: 'score' },
      trainer: { runtime: 'command', version: '2.1' },
    })
    expect((await train(await jobOf(`give('odd-output.onnx')`), recordingContext())).model?.output.name).toBe('score')
  })

  test.each([
    ['fails', 'console.error("no GPU"); process.exit(3)', 'AF7332'],
    ['is killed', 'process.kill(process.pid, "SIGKILL")', 'AF7332'],
    ['writes no model', '', 'AF7333'],
    ['writes something else', 'give("broken.onnx")', 'AF7311'],
    ['takes another input', 'give("odd-input.onnx")', 'AF7334'],
    ['writes broken metrics', 'give("model.onnx"); fs.writeFileSync(path.join(job.outputDir, "metrics.json"), "{")', 'AF7335'],
    [
      'writes a wrong model.json',
      'give("model.onnx"); fs.writeFileSync(path.join(job.outputDir, "model.json"), JSON.stringify({ output: "x" }))',
      'AF7335',
    ],
  ])('that %s is reported', async (_, program, code) => {
    await expect(train(await jobOf(program), recordingContext())).rejects.toMatchObject({ code })
  })

  test('shows the last lines of standard error', async () => {
    const job = await jobOf('for (let i = 0; i < 50; i++) console.error("line " + i); process.exit(1)')
    const error = await train(job, recordingContext()).catch((e: { detail: string }) => e)
    expect(error).toMatchObject({ detail: expect.stringContaining('line 49') })
    expect(error).not.toMatchObject({ detail: expect.stringContaining('line 29\n') })
  })

  test('that is not there is reported', async () => {
    await expect(train(await jobOf('', { command: ['no-such-program'] }), recordingContext())).rejects.toMatchObject({ code: 'AF7330' })
  })

  test('that takes too long is ended with its children', async () => {
    const spawnChild = `const { spawn } = require('child_process'); const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
      fs.writeFileSync(path.join(job.checkpointDir, 'child'), String(child.pid)); setInterval(() => {}, 1000)`
    const job = await jobOf(spawnChild, { timeoutMs: 700 })
    await expect(train(job, recordingContext())).rejects.toMatchObject({ code: 'AF7331' })
    const child = Number(await readFile(join(job.checkpointDir, 'child'), 'utf8'))
    await expect.poll(() => isRunning(child), { timeout: 5000 }).toBe(false)
  })

  test('is stopped when the job is', async () => {
    const job = await jobOf(`console.log(JSON.stringify({ type: 'progress', done: 1 })); setInterval(() => {}, 1000)`)
    await expect(
      train(
        job,
        recordingContext((_, aborter) => aborter.abort()),
      ),
    ).rejects.toMatchObject({ code: 'AF7009' })
  })
})

/** A zombie that nobody has waited for yet does not run. */
async function isRunning(pid: number): Promise<boolean> {
  try {
    return !/^\d+ \(.*\) Z/.test(await readFile(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
