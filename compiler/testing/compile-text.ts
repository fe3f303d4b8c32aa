import { parse, stringify } from 'yaml'
import { type CompileInput, type CompileResult, compile } from '../compile.js'
import type { FileReader } from '../source/file-reader.js'
import { BASE } from './base-factory.js'

export function memoryFiles(texts: Readonly<Record<string, string>>): FileReader {
  return {
    read: async (path) => (Object.hasOwn(texts, path) ? texts[path] : undefined),
    list: async (folder) => {
      const below = folder === '.' ? '' : `${folder}/`
      const rest = Object.keys(texts).flatMap((path) => (path.startsWith(below) ? [path.slice(below.length)] : []))
      return [...new Set(rest.map((path) => path.replace(/\/.*$/, '/')))]
    },
  }
}

/** Compiles a text as aifactory.yaml, with other files beside it. */
export function compileText(
  text: string,
  { files = {}, ...input }: Partial<Omit<CompileInput, 'files'>> & { files?: Readonly<Record<string, string>> } = {},
): Promise<CompileResult> {
  return compile({ files: memoryFiles({ 'aifactory.yaml': text, ...files }), ...input })
}

/** Compiles the base factory with parts of its spec replaced: maps are merged by key, all else is replaced. */
export function compileSpec(fragment: string, input: Parameters<typeof compileText>[1] = {}): Promise<CompileResult> {
  return compileText(withSpec(fragment), input)
}

/** The base factory with parts of its spec replaced, as text. */
export function withSpec(fragment: string): string {
  const base = parse(BASE) as Record<string, unknown>
  return stringify({ ...base, spec: merge(base.spec, parse(fragment)) })
}

export function codesOf({ diagnostics }: Pick<CompileResult, 'diagnostics'>): string[] {
  return diagnostics.map(({ code }) => code)
}

function merge(base: unknown, change: unknown): unknown {
  if (!isMap(base) || !isMap(change)) return change
  const keys = [...new Set([...Object.keys(base), ...Object.keys(change)])]
  return Object.fromEntries(keys.map((key) => [key, key in change ? merge(base[key], change[key]) : base[key]]))
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
