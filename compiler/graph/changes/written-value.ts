import { exactDuration } from '../../../schema/duration.js'
import { quantityOf } from '../quantity.js'

/** Fields that hold a share from 0 to 1 and are written as a percentage. */
const SHARES = new Set(['test', 'validation', 'sampleRate', 'driftShare', 'confidence', 'spotDiscount'])
/** Fields that hold Kubernetes quantities as text. */
const QUANTITIES = new Set(['cpu', 'memory', 'ephemeralStorage', 'storage'])
/** What users fill in as they like: names in it mean nothing to us. */
const OPAQUE = new Set([
  'parameters',
  'env',
  'modelCard',
  'labels',
  'annotations',
  'tags',
  'nodeSelector',
  'tolerations',
  'slice',
  'values',
  'features',
  'schema',
])

/**
 * A linked value in the words of the file: timeoutMs: 3600000 is timeout: 1h, weight 0.05 is 5%, and 1024Mi is 1Gi. Two ways
 * to write the same give the same.
 */
export function writtenValue(value: unknown, field = ''): unknown {
  if (typeof value === 'number' && SHARES.has(field)) return percentage(value)
  if (typeof value === 'string' && QUANTITIES.has(field)) return quantityText(value, field)
  if (Array.isArray(value)) return value.map((item) => writtenValue(item))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, part]) => part !== undefined)
  return Object.fromEntries(
    entries.map(([name, part]) => {
      if (OPAQUE.has(name)) return [name, part]
      if (name.endsWith('Ms') && typeof part === 'number') return [name.slice(0, -2), exactDuration(part)]
      return [name, writtenValue(part, name)]
    }),
  )
}

/** 5%, with no more digits than a share holds. */
export function percentage(share: number): string {
  return `${Number((share * 100).toPrecision(12))}%`
}

const BINARY = [
  ['Ti', 2 ** 40],
  ['Gi', 2 ** 30],
  ['Mi', 2 ** 20],
  ['Ki', 2 ** 10],
] as const

/** A quantity in one way of writing: whole cores or thousandths of one; bytes in the largest binary unit that divides them. */
export function quantityText(quantity: string | number, field = 'memory'): string {
  const amount = quantityOf(quantity)
  if (field === 'cpu') return Number.isInteger(amount) ? String(amount) : `${Number((amount * 1000).toPrecision(12))}m`
  const [unit, size] = BINARY.find(([, bytes]) => amount !== 0 && amount % bytes === 0) ?? ['', 1]
  return `${amount / size}${unit}`
}
