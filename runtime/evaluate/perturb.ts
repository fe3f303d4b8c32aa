import type { RobustnessCheck } from '../../schema/generated/jobs.js'
import type { DatasetPart, InputColumns } from '../model/read-dataset.js'
import { randomOf } from '../random.js'
import { spreadOf } from '../statistics/spread.js'
import { refuseCheck } from './refuse-check.js'

/**
 * The rows with values of some columns taken away, and normal noise added to others, in that order, as the seed says. Noise has a
 * standard deviation of `by` times the column's own on these rows (divisor n - 1, missing values left out).
 * @throws AIFactoryError AF7342 for a column that is no input, or noise on text.
 */
export function perturb(part: DatasetPart, { id, missing, noise, seed }: RobustnessCheck): DatasetPart {
  const columns: InputColumns = { ...part.columns }
  const columnOf = (name: string) => columns[name] ?? refuseCheck(id, `${name} is no input of the model`)
  for (const [i, name] of (missing?.columns ?? []).entries()) columns[name] = takenAway(columnOf(name), missing?.share ?? 1, seed, i)
  for (const [i, name] of (noise?.columns ?? []).entries()) {
    const column = columnOf(name)
    if (Array.isArray(column)) refuseCheck(id, `${name} is text, to which no noise can be added`)
    else columns[name] = noisy(column, noise?.by ?? 0, seed, i)
  }
  return { ...part, columns }
}

function takenAway(column: Float32Array | string[], share: number, seed: number, stream: number): Float32Array | string[] {
  const random = randomOf(seed, 1, stream)
  const gone = () => random() / 2 ** 32 < share
  return Array.isArray(column) ? column.map((value) => (gone() ? '' : value)) : column.map((value) => (gone() ? Number.NaN : value))
}

function noisy(column: Float32Array, by: number, seed: number, stream: number): Float32Array {
  const present = Float64Array.from(column).filter((value) => !Number.isNaN(value))
  const deviation = by * Math.sqrt(spreadOf(present).variance)
  const random = randomOf(seed, 2, stream)
  const uniform = () => (random() + 0.5) / 2 ** 32
  // Box and Muller 1958.
  return column.map((value) => value + deviation * Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()))
}
