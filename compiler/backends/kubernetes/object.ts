/** Plain JSON. Fields that are undefined are left out when it is written. */
export type Json = string | number | boolean | null | readonly Json[] | JsonMap
export type JsonMap = { readonly [field: string]: Json | undefined }

/** What every object carries about itself. */
export type ObjectMeta = {
  readonly name: string
  /** Absent for objects of the whole cluster. */
  readonly namespace?: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
}

/** An object as the API server takes it. */
export type KubernetesObject = JsonMap & {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: ObjectMeta
}
