import {
  type CreateNodeOptions,
  Document,
  type DocumentOptions,
  type ParseOptions,
  type SchemaOptions,
  stringify as stringifyByLibrary,
  type ToStringOptions,
  visit,
} from 'yaml'

/** Signs that end a line in YAML 1.1, so that what follows would be read as other than text, and those that it does not allow. */
const BREAKING = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/
const ALL_BREAKING = new RegExp(BREAKING, 'g')
/** Texts in double quotes stay on their line. */
const ON_ONE_LINE = { doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER } as const

type Options = DocumentOptions & SchemaOptions & ParseOptions & CreateNodeOptions & ToStringOptions

/**
 * The library's, and what it leaves as it is escaped. Loaded only where it is needed: a bundle keeps a module of our own apart, with its
 * names.
 */
export function stringify(value: unknown, options: Options): string {
  const text = stringifyByLibrary(value, options)
  return BREAKING.test(text) ? escaped(value, options) : text
}

/** Every text with such a sign in double quotes, where it has an escape. */
function escaped(value: unknown, options: Options): string {
  const document = new Document(value, options)
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value === 'string' && BREAKING.test(node.value)) node.type = 'QUOTE_DOUBLE'
    },
  })
  const text = document.toString({ ...options, ...ON_ONE_LINE })
  return text.replace(ALL_BREAKING, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
