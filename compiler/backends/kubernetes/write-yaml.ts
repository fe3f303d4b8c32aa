import { quickYaml, useLibrary } from './quick-yaml.js'
import { stringify } from './yaml-library.js'

useLibrary({ stringify })

/** Writes a value as the library does, for backends that start with it anyway. */
export function writeYaml(value: unknown): string {
  const text = quickYaml(value)
  if (text === undefined) throw new Error('the library of YAML is not there')
  return text
}
