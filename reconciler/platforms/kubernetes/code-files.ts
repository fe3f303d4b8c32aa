import { nameOf } from '../../../compiler/backends/kubernetes/names.js'
import type { JsonMap } from '../../../compiler/backends/kubernetes/object.js'
import type { Factory } from '../../../compiler/graph/factory.js'
import { AIFactoryError } from '../../../schema/diagnostic.js'
import type { ClusterObject } from './cluster-api.js'
import { controlLabels } from './control-labels.js'

/** An object may hold 1 MiB; some of it goes to names and to base64. */
const MAX_BYTES = 700_000

/** The code of a trainer as a volume: files of a ConfigMap under the digest of their content. */
export interface CodeFiles {
  /** Where it is in the container. */
  readonly dir: string
  readonly object: ClusterObject
  readonly volume: JsonMap
  readonly mount: JsonMap
}

/** @throws AIFactoryError AF8094 for code that is larger than an object of Kubernetes may be. */
export function codeFiles(factory: Factory, model: string, digest: string, files: ReadonlyMap<string, Uint8Array>): CodeFiles {
  const size = [...files.values()].reduce((sum, { length }) => sum + length, 0)
  if (size > MAX_BYTES) {
    throw new AIFactoryError('AF8094', `the code of the trainer of ${model} has ${size} bytes, and ${MAX_BYTES} is the most`, {
      hint: 'Name fewer files in trainer.code, or build them into an image.',
    })
  }
  const name = nameOf([factory.name, 'code', model], { hash: digest })
  const dir = `/code/${digest.slice(0, 16)}`
  const entries = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, content], index) => ({ key: `file-${index}`, path, content }))
  return {
    dir,
    mount: { name: 'code', mountPath: dir, readOnly: true },
    object: {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: factory.platform.namespace, labels: controlLabels(factory, 'train', model) },
      immutable: true,
      binaryData: Object.fromEntries(entries.map(({ key, content }) => [key, Buffer.from(content).toString('base64')])),
    },
    volume: { name: 'code', configMap: { name, items: entries.map(({ key, path }) => ({ key, path })) } },
  }
}
