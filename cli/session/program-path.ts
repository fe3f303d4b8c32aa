import { fileURLToPath } from 'node:url'

/** Programs of the runtime lie beside the bundle that this is part of. */
export const programPath = (name: string): string => fileURLToPath(new URL(`./${name}`, import.meta.url))
