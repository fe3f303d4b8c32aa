import type { Factory } from '../../graph/factory.js'
import type { Finding } from './finding.js'
import { nameFindings } from './honours/names.js'
import { controlFindings, platformFindings } from './honours/platform.js'
import { servingFindings } from './honours/serving.js'
import { trainingFindings } from './honours/training.js'

/**
 * The fields that the kubernetes backend does not honour: errors for what it would get wrong or leave out, warnings for
 * what it does in part, and one remark on what is not the objects' to decide. In the order of the file's sections.
 */
export function notHonoured(factory: Factory): Finding[] {
  return [
    ...nameFindings(factory),
    ...trainingFindings(factory),
    ...servingFindings(factory),
    ...platformFindings(factory),
    ...controlFindings(factory),
  ]
}
