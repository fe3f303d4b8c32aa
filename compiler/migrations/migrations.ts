import type { Migration } from './migration.js'
import { V1ALPHA1_TO_V1 } from './v1alpha1-to-v1.js'

/** Each step from a version to the next, in order. */
export const MIGRATIONS: readonly Migration[] = [V1ALPHA1_TO_V1]
