import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FitState } from './network/fit-network.js'

/** The part of a checkpoint that is not arrays. */
interface Header {
  readonly fingerprint: string
  readonly epoch: number
  readonly steps: number
  readonly best: { readonly epoch: number; readonly loss: number }
  readonly history: FitState['history']
  readonly size: number
  /** Seconds of training that it stands for. */
  readonly seconds: number
}

const FILE = 'checkpoint.bin'

/**
 * Keeps where training stands in DIR/checkpoint.bin: the length of a JSON header, the header, then parameters, Adam's moments and
 * the best parameters as float32. The file is replaced whole, so that a process killed at any moment leaves a usable one.
 */
export async function saveCheckpoint(dir: string, fingerprint: string, state: FitState, seconds: number): Promise<void> {
  const { epoch, steps, history, best, theta, adam } = state
  const size = theta.length
  const header: Header = { fingerprint, epoch, steps, history, best: { epoch: best.epoch, loss: best.loss }, size, seconds }
  const text = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(text.length)
  const arrays = [theta, adam.first, adam.second, best.theta].map((a) => Buffer.from(a.buffer, a.byteOffset, a.byteLength))
  await mkdir(dir, { recursive: true })
  await writeFile(join(dir, `${FILE}.tmp`), Buffer.concat([length, text, ...arrays]))
  await rename(join(dir, `${FILE}.tmp`), join(dir, FILE))
}

/** The state to go on from, or undefined where there is none that belongs to this training. */
export async function loadCheckpoint(dir: string, fingerprint: string): Promise<{ state: FitState; seconds: number } | undefined> {
  let file: Buffer
  try {
    file = await readFile(join(dir, FILE))
  } catch {
    return undefined
  }
  try {
    const start = 4 + file.readUInt32LE(0)
    const header = JSON.parse(file.toString('utf8', 4, start)) as Header
    const { size, epoch, steps, history, best } = header
    if (header.fingerprint !== fingerprint || file.length !== start + 16 * size) return undefined
    const floats = new Float32Array(file.buffer.slice(file.byteOffset + start, file.byteOffset + file.length))
    const [theta, first, second, bestTheta] = [0, 1, 2, 3].map((i) => floats.slice(i * size, (i + 1) * size)) as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ]
    return {
      state: { epoch, steps, history, theta, adam: { first, second }, best: { ...best, theta: bestTheta } },
      seconds: header.seconds,
    }
  } catch {
    return undefined
  }
}
