import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Layout } from '../../reconciler/platforms/local/layout.js'
import { AIFactoryError } from '../../schema/diagnostic.js'
import { diskFullError } from '../../schema/disk-full.js'

/** The state folder ignores itself, so that nothing of it is ever committed. */
export function prepareStateFolder(layout: Layout): void {
  try {
    mkdirSync(layout.root, { recursive: true })
    if (!existsSync(join(layout.root, '.gitignore'))) writeFileSync(join(layout.root, '.gitignore'), '*\n')
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : undefined
    throw diskFullError(cause) ?? new AIFactoryError('AF8018', `the state folder ${layout.root} cannot be written`, { detail, cause })
  }
}
