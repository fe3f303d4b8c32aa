import type { treatmentOf } from '../compiler/backends/backend.js'
import type { BACKENDS } from '../compiler/backends/backends.js'
import type { toolTreatmentOf } from '../compiler/backends/tool.js'
import type { TOOLS } from '../compiler/backends/tools.js'

/** The whole page as Markdown. */
export declare function backendsPage(program: {
  BACKENDS: typeof BACKENDS
  TOOLS: typeof TOOLS
  treatmentOf: typeof treatmentOf
  toolTreatmentOf: typeof toolTreatmentOf
}): Promise<string>
