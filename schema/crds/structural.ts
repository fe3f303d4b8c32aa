/** A structural schema, as a CustomResourceDefinition takes it (OpenAPI v3 without what could not be pruned or defaulted). */
export interface JsonSchemaProps {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean'
  readonly description?: string
  readonly format?: string
  readonly default?: unknown
  readonly enum?: readonly string[]
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly maxProperties?: number
  readonly properties?: Readonly<Record<string, JsonSchemaProps>>
  readonly required?: readonly string[]
  readonly items?: JsonSchemaProps
  readonly additionalProperties?: JsonSchemaProps
  readonly 'x-kubernetes-preserve-unknown-fields'?: true
  readonly 'x-kubernetes-list-type'?: 'map' | 'set' | 'atomic'
  readonly 'x-kubernetes-list-map-keys'?: readonly string[]
  readonly 'x-kubernetes-validations'?: readonly Validation[]
}

/** A rule in the Common Expression Language, which the API server holds objects to. */
export interface Validation {
  readonly rule: string
  readonly message: string
  readonly fieldPath?: string
}

declare const VALUE: unique symbol

/** A schema with the TypeScript type of the values that it takes, so that both are written once. */
export type Schema<T> = JsonSchemaProps & { readonly [VALUE]?: T }
export type Static<S> = S extends Schema<infer T> ? T : never

type Extra = Omit<JsonSchemaProps, 'type' | 'properties' | 'items' | 'required' | 'additionalProperties' | 'enum'>
type Fields = Readonly<Record<string, Schema<unknown>>>
type Values<F extends Fields> = { readonly [K in keyof F]: Static<F[K]> }
/** Fields of a server-side apply are undefined where they are left out. */
type Optional<F extends Fields> = { readonly [K in keyof F]?: Static<F[K]> }

export const text = (description: string, extra: Extra = {}): Schema<string> => ({ type: 'string', description, maxLength: 1024, ...extra })
export const flag = (description: string, extra: Extra = {}): Schema<boolean> => ({ type: 'boolean', description, ...extra })
export const real = (description: string, extra: Extra = {}): Schema<number> => ({ type: 'number', description, ...extra })
export const whole = (description: string, extra: Extra = {}): Schema<number> => ({
  type: 'integer',
  format: 'int64',
  minimum: 0,
  description,
  ...extra,
})
export const time = (description: string): Schema<string> => ({ type: 'string', format: 'date-time', description })
export const oneOf = <const V extends string>(description: string, values: readonly V[], extra: Extra = {}): Schema<V> => ({
  type: 'string',
  description,
  enum: values,
  ...extra,
})

export const list = <T>(description: string, items: Schema<T>, extra: Extra & { maxItems: number }): Schema<readonly T[]> => ({
  type: 'array',
  description,
  items,
  'x-kubernetes-list-type': 'atomic',
  ...extra,
})

export const map = <T>(
  description: string,
  values: Schema<T>,
  extra: Extra & { maxProperties: number },
): Schema<Readonly<Record<string, T>>> => ({
  type: 'object',
  description,
  additionalProperties: values,
  ...extra,
})

/** A value whose form another contract of schema/ says: it is stored as it comes. */
export const open = <T = unknown>(description: string): Schema<T> => ({
  type: 'object',
  description,
  'x-kubernetes-preserve-unknown-fields': true,
})

/** An object: the fields that it must have, those that it may have, and rules over it. */
export const object = <R extends Fields, O extends Fields>(
  description: string,
  { required, optional, ...extra }: { readonly required: R; readonly optional: O } & Extra,
): Schema<Values<R> & Optional<O>> => ({
  type: 'object',
  description,
  properties: { ...required, ...optional },
  ...(Object.keys(required).length > 0 && { required: Object.keys(required) }),
  ...extra,
})
