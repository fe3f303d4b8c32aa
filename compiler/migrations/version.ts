import { child, type MapNode } from '../source/node.js'

/** The version of the language that this program reads. */
export const CURRENT = 'aifactory.dev/v1'

/** The apiVersion that a file says, if it is a text. */
export function versionOf(root: MapNode): string | undefined {
  const node = child(root, 'apiVersion')
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined
}
