import type { KubernetesObject } from './object.js'
import { ORDER } from './order.js'
import { writeYaml } from './write-yaml.js'

/** One document. Keys are sorted and long lines are not folded, so that a change of the input is as small in the output. */
export function objectToYaml(object: KubernetesObject): string {
  return writeYaml(object)
}

/** All documents as one file, in the order given. */
export function objectsToYaml(objects: readonly KubernetesObject[]): string {
  let text = ''
  for (const object of objects) text += `---\n${objectToYaml(object)}`
  return text
}

/** The name of the file of an object: sorting by it is the order in which to apply. */
export function fileNameOf(object: KubernetesObject): string {
  return `${String(ORDER.indexOf(object.kind)).padStart(2, '0')}-${object.kind.toLowerCase()}-${object.metadata.name}.yaml`
}
