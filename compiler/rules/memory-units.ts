import type { Resources } from '../../schema/generated/aifactory.js'
import { quantityOf } from '../graph/quantity.js'
import type { Path } from '../source/node.js'
import { entries, type Rule, type RuleContext } from './context.js'

const MEBIBYTE = 2 ** 20
const BYTES = /[KMGTPEk]i?$/

/** Memory is in bytes and cores are a count; what is neither zero nor absurd. */
export const memoryUnits: Rule = (context) => {
  for (const [name, { trainer }] of entries(context.spec.models))
    check(context, trainer.resourcesPerNode, ['models', name, 'trainer', 'resourcesPerNode'])
  for (const [name, { resources }] of entries(context.spec.endpoints)) check(context, resources, ['endpoints', name, 'resources'])
}

function check({ report, value }: RuleContext, resources: Resources | undefined, path: Path): void {
  const { cpu, memory, ephemeralStorage } = resources ?? {}
  for (const [field, quantity] of Object.entries({ memory, ephemeralStorage })) {
    if (quantity === undefined || quantityOf(quantity) >= MEBIBYTE) continue
    const meant = typeof quantity === 'number' ? `${quantity}Mi` : quantity.replace(/m?$/, 'Mi')
    report.error('AF4139', `${field} is in bytes, and ${quantity} is ${plain(quantityOf(quantity))} of them`, value(...path, field), {
      suggestion: `Write ${meant} or ${meant.replace('Mi', 'Gi')}.`,
    })
  }
  if (cpu === undefined) return
  if (quantityOf(cpu) === 0) {
    report.error('AF4140', 'nothing runs on no cores', value(...path, 'cpu'), { suggestion: 'Ask for some, such as 500m for half a core.' })
  } else if (BYTES.test(String(cpu)) || quantityOf(cpu) >= 256) {
    report.warning('AF4141', `${cpu} is ${plain(quantityOf(cpu))} cores`, value(...path, 'cpu'), {
      suggestion:
        typeof cpu === 'number' || /^[0-9.]+$/.test(cpu)
          ? `Write ${cpu}m for thousandths of a core.`
          : 'Cores are a count, such as 2 or 500m.',
    })
  }
}

function plain(count: number): string {
  return count.toLocaleString('en-US', { maximumFractionDigits: 3 })
}
