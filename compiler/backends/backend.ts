import type { AIFactory } from '../../schema/generated/aifactory.js'
import type { Code } from '../diagnostics/codes.js'
import { COMPILED, FOR_READERS, REFUSED } from './common-fields.js'
import { covers } from './field-pattern.js'
import type { Finding, Refusal } from './refusal.js'
import type { ToolName } from './tool-names.js'

/** What runs a factory whole. */
export type PlatformName = 'embedded' | 'kubernetes'

/** What runs a factory or a part of it, and what it does with each field of aifactory.yaml. A field that is in none of its lists is honoured. */
export interface Backend {
  readonly name: PlatformName | ToolName
  readonly title: string
  /** What it says of values that it would get wrong. */
  readonly refusals: readonly Refusal[]
  /** Fields that mean nothing to it, as patterns, each with the reason. */
  readonly notApplicable: Readonly<Record<string, string>>
  /** Fields that are decided while the factory lives and not by this backend, which says so. */
  readonly leftToControl: { readonly code: Code; readonly fields: readonly string[] } | undefined
  /** Everything that it says of a document without errors. */
  readonly findings: (document: AIFactory) => Finding[]
}

/** What a backend does with a field. */
export type Treatment =
  | { readonly kind: 'honoured' /** What is said of values that it refuses or does in part. */; readonly except: readonly Code[] }
  | { readonly kind: 'in part'; readonly codes: readonly Code[] }
  | { readonly kind: 'refused'; readonly codes: readonly Code[] }
  | { readonly kind: 'control plane'; readonly code: Code }
  | { readonly kind: 'compiler'; readonly does: string }
  | { readonly kind: 'not applicable'; readonly why: string }

/** @param field of the schema, such as spec.models.*.gates.metrics[].min. */
export function treatmentOf(backend: Backend, field: string): Treatment {
  const always = lookUp(REFUSED, field)
  if (always !== undefined) return { kind: 'refused', codes: [always] }
  const does = lookUp(COMPILED, field)
  if (does !== undefined) return { kind: 'compiler', does }
  const said = backend.refusals.filter((refusal) => covers(`${refusal.field}.**`, field))
  const whole = said.filter(({ when, rest }) => when === undefined || rest)
  const refused = whole.filter(({ severity }) => severity !== 'warning')
  if (refused.length > 0) return { kind: 'refused', codes: codesOf(refused) }
  const why = lookUp({ ...FOR_READERS, ...backend.notApplicable }, field)
  if (why !== undefined) return { kind: 'not applicable', why }
  const { leftToControl } = backend
  if (leftToControl?.fields.some((pattern) => covers(pattern, field))) return { kind: 'control plane', code: leftToControl.code }
  if (whole.length > 0) return { kind: 'in part', codes: codesOf(said) }
  return { kind: 'honoured', except: codesOf(said) }
}

function lookUp<T>(byPattern: Readonly<Record<string, T>>, field: string): T | undefined {
  const pattern = Object.keys(byPattern).find((candidate) => covers(candidate, field))
  return pattern === undefined ? undefined : byPattern[pattern]
}

const codesOf = (refusals: readonly Refusal[]): Code[] => [...new Set(refusals.map(({ code }) => code))].sort()
