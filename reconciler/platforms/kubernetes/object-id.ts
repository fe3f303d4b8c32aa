/** What names an object in a cluster. */
export interface ObjectRef {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
}

/** namespace_name_group_kind. The version is left out: the same object has one id in all of them. */
export type ObjectId = string

export const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '')

export function idOf({ apiVersion, kind, metadata }: ObjectRef): ObjectId {
  return `${metadata.namespace ?? ''}_${metadata.name}_${groupOf(apiVersion)}_${kind}`
}

/** @param version such as v1, which an id does not hold. */
export function refOf(id: ObjectId, version: string): ObjectRef {
  const parts = id.split('_')
  const [namespace = ''] = parts
  const [group = '', kind = ''] = parts.slice(-2)
  // Names of roles may have underscores.
  const name = parts.slice(1, -2).join('_')
  return {
    apiVersion: group === '' ? version : `${group}/${version}`,
    kind,
    metadata: { name, ...(namespace !== '' && { namespace }) },
  }
}

/** As people write it: Deployment/ml/api, or Namespace/ml. */
export function nameOfId(id: ObjectId): string {
  const { kind, metadata } = refOf(id, '')
  return [kind, metadata.namespace, metadata.name].filter((part) => part !== undefined).join('/')
}
