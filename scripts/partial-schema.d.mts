export declare function partialSchema(schema: unknown): unknown
export declare function withoutPartial<T>(schema: T): T
