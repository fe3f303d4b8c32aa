import type { Format } from './findings.js'

/** The forms in which findings can be shown. Each is loaded only when it is asked for. */
const FORMATS = {
  pretty: async () => (await import('./pretty.js')).pretty,
  json: async () => (await import('./json.js')).json,
  github: async () => (await import('./github.js')).github,
  sarif: async () => (await import('./sarif.js')).sarif,
  junit: async () => (await import('./junit.js')).junit,
  markdown: async () => (await import('./markdown.js')).markdown,
} as const satisfies Readonly<Record<string, () => Promise<Format>>>

export type FormatName = keyof typeof FORMATS

export const FORMAT_NAMES = Object.keys(FORMATS) as FormatName[]

export function isFormat(name: string): name is FormatName {
  return Object.hasOwn(FORMATS, name)
}

export function loadFormat(name: FormatName): Promise<Format> {
  return FORMATS[name]()
}
