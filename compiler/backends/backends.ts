import type { Backend } from './backend.js'
import { EMBEDDED } from './embedded/backend.js'
import { KUBERNETES } from './kubernetes/backend.js'

/** Everything that can run a factory, in the order of the table of docs/backends.md. */
export const BACKENDS: readonly Backend[] = [EMBEDDED, KUBERNETES]
