export interface SchemaField {
  /** Such as spec.models.*.gates.metrics[].min. */
  readonly path: string
  /** Schemas of its values: several where it is in several branches. */
  readonly values: readonly Readonly<Record<string, unknown>>[]
}
export declare function schemaFields(schema: object): SchemaField[]
