import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, expect, test } from 'vitest'
import type { TrainJob } from '../../schema/generated/jobs.js'
import { SMALL_PARAMETERS, writeSmallDataset } from './fixtures/small-dataset.js'

const repository = fileURLToPath(new URL('../../', import.meta.url))
const root = mkdtempSync(join(tmpdir(), 'train-kill-'))
// Within the repository, so that the program finds its packages.
mkdirSync(join(repository, '.aifactory'), { recursive: true })
const program = mkdtempSync(join(repository, '.aifactory', 'train-kill-'))
afterAll(() => {
  for (const dir of [root, program]) rmSync(dir, { recursive: true, force: true })
})

/** Trains in a process of its own; kills it at the first progress line that contains a text. */
async function trainApart(job: TrainJob, killAt?: string): Promise<{ code: number | null; lines: string[] }> {
  mkdirSync(job.outputDir, { recursive: true })
  const spec = join(job.outputDir, 'spec.json')
  await writeFile(spec, JSON.stringify(job))
  const child = spawn(process.execPath, [join(program, 'main.mjs'), spec], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    if (killAt && line.includes(killAt)) child.kill('SIGKILL')
  })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, lines }
}

test('killed with SIGKILL and started again, it writes the bytes of an uninterrupted run', async () => {
  await build({
    stdin: {
      contents: `import { readFileSync } from 'node:fs'
        import { train } from './train.js'
        const say = (line) => process.stdout.write(JSON.stringify(line) + '\\n')
        await train(JSON.parse(readFileSync(process.argv[2], 'utf8')), { log: say, progress: say, signal: new AbortController().signal })`,
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outfile: join(program, 'main.mjs'),
  })
  const datasetDir = join(root, 'dataset')
  await writeSmallDataset(datasetDir)
  const jobIn = (name: string): TrainJob => ({
    kind: 'Train',
    outputDir: join(root, name),
    checkpointDir: join(root, name, 'checkpoint'),
    model: 'small',
    task: 'binary_classification',
    datasetDir,
    trainer: { runtime: 'tfjs', parameters: { ...SMALL_PARAMETERS, epochs: 4, batchSize: 4, dropout: 0.1 } },
  })
  const digestOf = async (job: TrainJob) =>
    createHash('sha256')
      .update(await readFile(join(job.outputDir, 'model.onnx')))
      .digest('hex')
  expect((await trainApart(jobIn('straight'))).code).toBe(0)
  expect((await trainApart(jobIn('killed'), 'epoch 3/')).code).toBeNull()
  const again = await trainApart(jobIn('killed'))
  expect(again.lines.join()).toContain('going on from the checkpoint after epoch 2')
  expect(await digestOf(jobIn('killed'))).toBe(await digestOf(jobIn('straight')))
})
