import type { JsonSchemaProps } from './structural.js'

export const GROUP = 'aifactory.dev'
/** The version of the custom resources. That of the language in aifactory.yaml is another matter. */
export const VERSION = 'v1alpha1'
export const API_VERSION = `${GROUP}/${VERSION}`

interface Column {
  readonly name: string
  readonly jsonPath: string
  readonly type: 'string' | 'integer' | 'date' | 'boolean'
  readonly description?: string
  /** 1 for columns that only `-o wide` shows. */
  readonly priority?: 0 | 1
}

export interface Definition {
  readonly kind: string
  readonly plural: string
  readonly singular: string
  readonly shortNames: readonly string[]
  readonly description: string
  readonly spec: JsonSchemaProps
  readonly status: JsonSchemaProps
  readonly columns: readonly Column[]
}

export interface CustomResourceDefinition {
  readonly apiVersion: 'apiextensions.k8s.io/v1'
  readonly kind: 'CustomResourceDefinition'
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> }
  readonly spec: Readonly<Record<string, unknown>>
}

const AGE: Column = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' }
const STRING = { type: 'string' } as const

/** The object that makes a kind known to an API server. */
export function customResourceDefinition(definition: Definition): CustomResourceDefinition {
  const { kind, plural, singular, shortNames, description, spec, status, columns } = definition
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${plural}.${GROUP}`,
      labels: { 'app.kubernetes.io/name': 'aifactory', 'app.kubernetes.io/part-of': 'aifactory', 'app.kubernetes.io/component': 'crd' },
    },
    spec: {
      group: GROUP,
      scope: 'Namespaced',
      names: { kind, listKind: `${kind}List`, plural, singular, shortNames, categories: ['aifactory'] },
      versions: [
        {
          name: VERSION,
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: [...columns, AGE],
          schema: {
            openAPIV3Schema: {
              type: 'object',
              description,
              required: ['spec'],
              properties: { apiVersion: STRING, kind: STRING, metadata: { type: 'object' }, spec, status },
            },
          },
        },
      ],
    },
  }
}

/** A custom resource as a client reads it. */
export interface Resource<Spec, Status> {
  readonly apiVersion: typeof API_VERSION
  readonly kind: string
  readonly metadata: ResourceMeta
  readonly spec: Spec
  readonly status?: Status
}

export interface ResourceMeta {
  readonly name: string
  readonly namespace: string
  readonly uid?: string
  readonly resourceVersion?: string
  readonly generation?: number
  readonly creationTimestamp?: string
  readonly deletionTimestamp?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly finalizers?: readonly string[]
  readonly ownerReferences?: readonly OwnerReference[]
}

export interface OwnerReference {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly uid: string
  readonly controller?: boolean
  readonly blockOwnerDeletion?: boolean
}
