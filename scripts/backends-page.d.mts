import type { treatmentOf } from '../compiler/backends/backend.js'
import type { BACKENDS } from '../compiler/backends/backends.js'

/** The whole page as Markdown. */
export declare function backendsPage(program: { BACKENDS: typeof BACKENDS; treatmentOf: typeof treatmentOf }): Promise<string>
