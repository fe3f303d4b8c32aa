/** See deprecated-fields.mjs. */
export declare function deprecatedFields(schema: object): { readonly field: string; readonly replacedBy?: string }[]
