import type { KubernetesObject } from './object.js'
import { ORDER } from './order.js'
import { loadLibrary, quickYaml } from './quick-yaml.js'

/** One document. Keys are sorted and long lines are not folded, so that a change of the input is as small in the output. */
export async function objectToYaml(object: KubernetesObject): Promise<string> {
  const text = quickYaml(object)
  if (text !== undefined) return text
  await loadLibrary()
  return objectToYaml(object)
}

/** All documents as one file, in the order given. */
export async function objectsToYaml(objects: readonly KubernetesObject[]): Promise<string> {
  let text = ''
  for (const object of objects) text += `---\n${await objectToYaml(object)}`
  return text
}

/** The name of the file of an object: sorting by it is the order in which to apply. */
export function fileNameOf(object: KubernetesObject): string {
  return `${String(ORDER.indexOf(object.kind)).padStart(2, '0')}-${object.kind.toLowerCase()}-${object.metadata.name}.yaml`
}

/** The texts of objects by the names of their files. */
export async function filesOf(objects: readonly KubernetesObject[]): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>()
  for (const object of objects) files.set(fileNameOf(object), await objectToYaml(object))
  return files
}
