import type { LiveObject } from '../live-object.js'
import type { ObjectRef } from '../object-id.js'

/** The Factory that keeps an object. */
export interface Owner {
  readonly namespace: string
  readonly name: string
}

/** Labels rather than owner references, which end at the border of a namespace. */
export const OWNER_NAME = 'factories.aifactory.dev/name'
export const OWNER_NAMESPACE = 'factories.aifactory.dev/namespace'

/** The object with its owner on it. Namespaces that several may share bear none. */
export function withOwner<T extends ObjectRef>(object: T, owner: Owner): T {
  const labels = (object.metadata as { labels?: Readonly<Record<string, string>> }).labels ?? {}
  if (object.kind === 'Namespace' && Object.keys(labels).length === 0) return object
  return {
    ...object,
    metadata: { ...object.metadata, labels: { ...labels, [OWNER_NAME]: owner.name, [OWNER_NAMESPACE]: owner.namespace } },
  }
}

export function ownerOf({ metadata }: Pick<LiveObject, 'metadata'>): Owner | undefined {
  const { [OWNER_NAME]: name, [OWNER_NAMESPACE]: namespace } = metadata.labels ?? {}
  return name === undefined || namespace === undefined ? undefined : { namespace, name }
}

/** The object as it is rendered, without the note of its owner. */
export function withoutOwner<T extends Pick<LiveObject, 'metadata'>>(object: T): T {
  const { [OWNER_NAME]: _name, [OWNER_NAMESPACE]: _namespace, ...labels } = object.metadata.labels ?? {}
  return object.metadata.labels === undefined ? object : { ...object, metadata: { ...object.metadata, labels } }
}
